//go:build linux

package pgtext

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"promark/catalog/pgtest"
)

// column is a type and values of it.
type column struct {
	typ    string // as format_type prints it
	shape  string
	since  int                       // oldest server that has the type
	values []string                  // SQL
	random func(r *rand.Rand) []byte // a value that recv takes, or nil
}

// setup makes the types that columns are of.
const setup = `
CREATE TYPE mood AS ENUM ('sad', 'so "so"', 'back\slash', E'new\nline', 'a,b', '{', '');
CREATE TYPE pair AS (a int, b text, gone int, c timestamptz);
ALTER TYPE pair DROP ATTRIBUTE gone;
CREATE TYPE nest AS (p pair, l pair[], m mood, d bytea);
CREATE DOMAIN boxes AS box[];
CREATE DOMAIN small AS int CHECK (VALUE < 10);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TYPE nothing AS ();
CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION citext;
`

// pinned are the settings under which text is compared.
const pinned = `SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3;
SET bytea_output = 'hex'; SET TimeZone = 'UTC'; SET lc_monetary = 'C'`

// Goal: our text is the server's, byte for byte. Method: values of every type, odd ones as SQL and
// random ones through binary COPY, come back as binary and as text COPY.
func TestServerText(t *testing.T) {
	for _, major := range pgtest.Sample(t, "pgtext") {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			db := pgtest.Get(t, major).NewDatabase(t)
			db.Exec(t, setup)
			conn := db.Conn(t)
			if _, err := conn.Exec(context.Background(), pinned); err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, uint64(major)))
			for _, c := range columns() {
				if major >= c.since {
					compareColumn(t, conn, c, r, major)
				}
			}
		})
	}
}

// randomRows is how many random values of a type are compared.
const randomRows = 2000

func compareColumn(t *testing.T, conn *pgx.Conn, c column, r *rand.Rand, major int) {
	ctx := context.Background()
	exec := func(sql string) {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatalf("%s: %v\n%s", c.typ, err, sql)
		}
	}
	exec("DROP TABLE IF EXISTS v; CREATE TABLE v (v " + c.typ + ")")
	for _, v := range c.values {
		exec("INSERT INTO v VALUES (" + v + ")")
	}
	exec("INSERT INTO v VALUES (NULL)")
	if c.random != nil {
		loadRandom(t, conn, c, r)
	}
	var name string
	err := conn.QueryRow(ctx, "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'v'::regclass AND attnum = 1").Scan(&name)
	if err != nil {
		t.Fatal(err)
	}
	typ, err := Parse(name, c.shape, major)
	if err != nil {
		t.Errorf("%s: %v", c.typ, err)
		return
	}
	var want, raw bytes.Buffer
	if _, err := conn.PgConn().CopyTo(ctx, &want, "COPY v TO STDOUT"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.PgConn().CopyTo(ctx, &raw, "COPY v TO STDOUT (FORMAT binary)"); err != nil {
		t.Fatal(err)
	}
	compareLines(t, c, NewRows([]*Type{typ}), raw.Bytes()[19:raw.Len()-2], want.Bytes())
}

func compareLines(t *testing.T, c column, rows *Rows, raw, want []byte) {
	t.Helper()
	wrong := 0
	for line := range bytes.Lines(want) {
		before := raw
		got, rest, err := rows.AppendLine(nil, raw)
		if err != nil {
			t.Errorf("%s: %v: %x, the server has %q", c.typ, err, before[:min(len(before), 60)], line)
			return
		}
		raw = rest
		if !bytes.Equal(got, line) {
			t.Errorf("%s: %x\n got %q\nwant %q", c.typ, before[:len(before)-len(rest)], got, line)
			if wrong++; wrong > 3 {
				return
			}
		}
	}
	if len(raw) > 0 {
		t.Errorf("%s: %d bytes are left", c.typ, len(raw))
	}
}

func loadRandom(t *testing.T, conn *pgx.Conn, c column, r *rand.Rand) {
	b := []byte("PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000")
	for range randomRows {
		v := c.random(r)
		b = append(b, 0, 1)
		b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
		b = append(b, v...)
	}
	b = append(b, 0xff, 0xff)
	if _, err := conn.PgConn().CopyFrom(context.Background(), bytes.NewReader(b), "COPY v FROM STDIN (FORMAT binary)"); err != nil {
		t.Fatalf("%s: %v", c.typ, err)
	}
}

func bits(n int) func(*rand.Rand) []byte {
	return func(r *rand.Rand) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
}

// randomFloat8 gives bits of all kinds: any, few significant ones, around powers of two, decimals.
func randomFloat8(r *rand.Rand) []byte {
	var f float64
	switch r.IntN(7) {
	case 6:
		f = math.Ldexp(float64(r.Uint64N(1<<r.IntN(54))), -r.IntN(28))
	case 0:
		f = math.Float64frombits(r.Uint64())
	case 1:
		f = math.Ldexp(1, r.IntN(2098)-1074)
	case 2:
		f = math.Float64frombits(math.Float64bits(math.Ldexp(1, r.IntN(2046)-1022)) + uint64(r.IntN(5)) - 2)
	case 3:
		f = math.Round(r.Float64()*1e6) / math.Pow(10, float64(r.IntN(12)))
	case 4:
		f = math.Round(r.Float64()*1e4) * math.Pow(10, float64(r.IntN(40)))
	case 5:
		f = math.Float64frombits(r.Uint64N(1000))
	}
	return binary.BigEndian.AppendUint64(nil, math.Float64bits(f))
}

func randomFloat4(r *rand.Rand) []byte {
	bits := r.Uint32()
	switch r.IntN(6) {
	case 5:
		bits = math.Float32bits(float32(math.Ldexp(float64(r.Uint32N(1<<r.IntN(25))), -r.IntN(28))))
	case 0:
		bits = bits&0xff800000 + uint32(r.IntN(5)) - 2
	case 1:
		bits = math.Float32bits(float32(math.Round(r.Float64()*1e4) * math.Pow(10, float64(r.IntN(30)-10))))
	case 2:
		bits &= 0xfff
	case 3:
		bits = math.Float32bits(float32(r.IntN(1 << 30)))
	}
	return binary.BigEndian.AppendUint32(nil, bits)
}

func randomNumeric(r *rand.Rand) []byte {
	n := r.IntN(12)
	b := binary.BigEndian.AppendUint16(nil, uint16(n))
	b = binary.BigEndian.AppendUint16(b, uint16(int16(r.IntN(30)-15)))
	b = binary.BigEndian.AppendUint16(b, []uint16{0, 0x4000}[r.IntN(2)])
	b = binary.BigEndian.AppendUint16(b, uint16(r.IntN(60)))
	for range n {
		d := r.IntN(10000)
		if r.IntN(4) == 0 {
			d = 0
		}
		b = binary.BigEndian.AppendUint16(b, uint16(d))
	}
	return b
}

// within gives numbers of size bytes between two bounds, near zero as well.
func within(size int, low, high int64) func(*rand.Rand) []byte {
	return func(r *rand.Rand) []byte {
		n := low + int64(r.Uint64N(uint64(high-low)+1))
		if r.IntN(2) == 0 {
			n = min(max(n>>r.IntN(40), low), high)
		}
		b := binary.BigEndian.AppendUint64(nil, uint64(n))
		return b[8-size:]
	}
}

func randomInterval(r *rand.Rand) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(int64(r.Uint64())>>(1+r.IntN(62))))
	b = binary.BigEndian.AppendUint32(b, uint32(int32(r.Uint32())>>r.IntN(32)))
	return binary.BigEndian.AppendUint32(b, uint32(int32(r.Uint32())>>r.IntN(32)))
}

func randomTimeTZ(r *rand.Rand) []byte {
	b := within(8, 0, 86400000000)(r)
	return append(b, within(4, -57599, 57599)(r)...)
}

func randomInet(r *rand.Rand) []byte {
	if r.IntN(3) == 0 {
		return append([]byte{2, byte(r.IntN(33)), 0, 4}, bits(4)(r)...)
	}
	a := bits(16)(r)
	for i := range 8 {
		if r.IntN(3) > 0 {
			a[2*i], a[2*i+1] = 0, 0
		}
	}
	return append([]byte{3, byte(r.IntN(129)), 0, 16}, a...)
}

func randomBits(r *rand.Rand) []byte {
	n := r.IntN(40)
	b := binary.BigEndian.AppendUint32(nil, uint32(n))
	return append(b, bits((n+7)/8)(r)...)
}

// randomText gives text with all characters that anything quotes.
func randomText(r *rand.Rand) []byte {
	const odd = "\"\\{}(),;[]'\t\n\r\v\f\b NULnul.:é=>$"
	letters := []rune(odd)
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	return []byte(b.String())
}

func randomArray(element uint32, value func(*rand.Rand) []byte) func(*rand.Rand) []byte {
	return func(r *rand.Rand) []byte {
		n := r.IntN(4)
		b := binary.BigEndian.AppendUint32(nil, uint32(n))
		b = binary.BigEndian.AppendUint32(b, 1)
		b = binary.BigEndian.AppendUint32(b, element)
		items := min(n, 1)
		for range n {
			length := r.IntN(3) + 1
			items *= length
			b = binary.BigEndian.AppendUint32(b, uint32(length))
			b = binary.BigEndian.AppendUint32(b, uint32(r.IntN(2)*r.IntN(5)-1)+2)
		}
		for range items {
			if r.IntN(5) == 0 {
				b = append(b, 255, 255, 255, 255)
				continue
			}
			v := value(r)
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
		}
		return b
	}
}

func randomHstore(r *rand.Rand) []byte {
	b := binary.BigEndian.AppendUint32(nil, 1)
	for range 2 {
		v := randomText(r)
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
	}
	return b
}

func columns() []column {
	nan8, nan4 := "'NaN'", "'NaN'"
	floats := []string{"'-0'", "'1e15'", "'123456789012345'", "'1e14'", "'0.0001'", "'0.00001'", "'Infinity'", "'-Infinity'", nan8,
		"'1e23'", "'9007199254740993'", "'5e-324'", "'1.7976931348623157e308'"}
	return []column{
		{typ: "bool", values: []string{"true", "false"}},
		{typ: `"char"`, values: []string{"'a'", `'\'`, "''", "E'\\t'", "','"}},
		{typ: "name", values: []string{"'a b'"}, random: randomText},
		{typ: "int2", random: bits(2)}, {typ: "int4", random: bits(4)}, {typ: "int8", random: bits(8), values: []string{"-9223372036854775808"}},
		{typ: "oid", random: bits(4)}, {typ: "xid", random: bits(4)}, {typ: "cid", random: bits(4)}, {typ: "xid8", since: 13, random: bits(8)},
		{typ: "tid", random: bits(6)}, {typ: "pg_lsn", random: bits(8)},
		{typ: "txid_snapshot", values: []string{"'10:20:10,14,15'", "'1:1:'"}},
		{typ: "pg_snapshot", since: 13, values: []string{"'10:20:10,14,15'", "'1:1:'"}},
		{typ: "float8", values: floats, random: randomFloat8},
		{typ: "float4", values: []string{"'-0'", "'1e5'", "'1e6'", "'999999'", nan4, "'Infinity'", "'3.4028235e38'", "'1e-45'"}, random: randomFloat4},
		{typ: "numeric", values: []string{"'NaN'", "0", "0.000", "-0.5", "1e100", "1e-100", "12345678.9000"}, random: randomNumeric},
		{typ: "numeric", since: 14, values: []string{"'Infinity'", "'-Infinity'"}},
		{typ: "numeric(10,2)", values: []string{"1", "-12345678.99"}},
		{typ: "money", values: []string{"'1234.5'", "'-0.01'", "0::money", "'-92233720368547758.08'"}, random: within(8, math.MinInt64/2+1, math.MaxInt64/2)},
		{typ: "text", values: []string{"''", `'\.'`, `'\N'`, "'NULL'"}, random: randomText}, {typ: "varchar(20)", random: randomText},
		{typ: "char(5)", values: []string{"'a'"}}, {typ: "bpchar", values: []string{"'a '"}}, {typ: "json", values: []string{`'{"a" : "\n"}'`}},
		{typ: "jsonb", values: []string{`'{"a" : "\n\\"}'`, "'[1, 2.50]'"}}, {typ: "jsonpath", values: []string{`'$.a[*] ? (@ > 1)'`, `'strict $."a\nb"'`}},
		{typ: "bytea", random: randomText}, {typ: "refcursor", random: randomText},
		{typ: "date", values: []string{"'infinity'", "'-infinity'", "'0001-01-01 BC'", "'4713-01-01 BC'", "'5874897-12-31'"}, random: within(4, -2451545, 2145031948)},
		{typ: "time", values: []string{"'24:00'", "'12:34:56.7'"}, random: within(8, 0, 86400000000)}, {typ: "time(2)", values: []string{"'1:2:3.456'"}},
		{typ: "timetz", values: []string{"'24:00+05:30'"}, random: randomTimeTZ},
		{typ: "timestamp", values: []string{"'infinity'", "'-infinity'", "'0044-03-15 12:00 BC'", "'294276-12-31 23:59:59.999999'"}, random: within(8, -211813488000000000, 9223371331199999999)},
		{typ: "timestamptz(3)", values: []string{"'infinity'", "'0044-03-15 12:00 BC'", "'10000-01-01 00:00:00.5+3'"}},
		{typ: "timestamptz", random: within(8, -211813488000000000, 9223371331199999999)},
		{typ: "interval", values: []string{"'0'", "'-1 day +2:03'", "'1 mon -1 day -0.1 s'", "'-1 year -2 mon'", "'1 day'", "'-0.000001 s'"}, random: randomInterval},
		{typ: "interval day to second(2)", values: []string{"'1 day 2.345 s'"}},
		{typ: "interval", since: 17, values: []string{"'infinity'", "'-infinity'"}},
		{typ: "bit varying", random: randomBits}, {typ: "bit(5)", values: []string{"B'10101'"}}, {typ: "uuid", random: bits(16)},
		{typ: "inet", values: []string{"'::'", "'::1'", "'::1.2.3.4'", "'::ffff:1.2.3.4'", "'1::'", "'1.2.3.4/32'", "'fe80::1/64'"}, random: randomInet},
		{typ: "cidr", values: []string{"'10/8'", "'::/0'", "'1.2.3.4/32'", "'2001:db8::/32'"}}, {typ: "macaddr", random: bits(6)}, {typ: "macaddr8", random: bits(8)},
		{typ: "point", values: []string{"'(1,-0)'", "'(NaN,1e300)'"}}, {typ: "line", values: []string{"'{1,2,3.5}'"}}, {typ: "lseg", values: []string{"'[(1,2),(3,4)]'"}},
		{typ: "box", values: []string{"'(1,2),(3,4)'"}}, {typ: "path", values: []string{"'[(1,2),(3,4)]'", "'((1,2),(3,4),(5,6))'"}},
		{typ: "polygon", values: []string{"'((1,2),(3,4),(5,6))'"}}, {typ: "circle", values: []string{"'<(1,2),3>'"}},
		{typ: "tsvector", values: []string{"''", `'a:1A,2B,3C,4 b ''it''''s'':9 ''back\\slash'' é:16383'`}},
		{typ: "tsquery", values: []string{"''", "'a'", "'!a & (b | c) <-> d:*AB'", "'a <2> (b <-> c)'", "'(a <-> b) <-> c'", "'!(a|b)'", "'!!a'", "'a|b&c|!(d<->e)'", `'''it''''s \\x'':ab'`, "'a & b & c'", "'a & (b & c)'", "'!(a <-> b) <-> c'"}},
		{typ: "int2vector", values: []string{"'1 2 -3'", "''"}}, {typ: "oidvector", values: []string{"'1 2 3'", "''"}}, {typ: "int2vector[]", since: 14, values: []string{"ARRAY['1 2'::int2vector]"}},
		{typ: "int4[]", random: randomArray(23, bits(4)), values: []string{"'{}'", "'[0:1]={1,NULL}'", "'[-2:-1][3:3]={{1},{2}}'"}},
		{typ: "text[]", random: randomArray(25, randomText)}, {typ: "float8[]", random: randomArray(701, randomFloat8)},
		{typ: "box[]", values: []string{"'{(1,2),(3,4);(5,6),(7,8)}'"}}, {typ: "bytea[]", random: randomArray(17, randomText)},
		{typ: "timestamptz[]", values: []string{"ARRAY['2020-01-01'::timestamptz, 'infinity']"}}, {typ: "inet[]", random: randomArray(869, randomInet)},
		{typ: "int4range", values: []string{"'empty'", "'[1,5)'", "'(,)'", "'(,3]'"}}, {typ: "numrange", values: []string{"'(1.50,2]'", "'[NaN,NaN]'"}},
		{typ: "tstzrange", values: []string{"'[2020-01-01,infinity]'", "'[2020-01-01 BC,)'"}}, {typ: "daterange", values: []string{"'[2020-01-01,)'"}},
		{typ: "tstzrange[]", values: []string{"ARRAY['[2020-01-01,infinity]'::tstzrange, 'empty']"}},
		{typ: "int4multirange", since: 14, values: []string{"'{}'", "'{[1,2],[5,9)}'"}}, {typ: "tsmultirange", since: 14, values: []string{"'{[2020-01-01,2021-01-01)}'"}},
		{typ: "mood", shape: "text", values: []string{"'sad'", `'so "so"'`, `'back\slash'`, "E'new\\nline'", "''"}},
		{typ: "mood[]", shape: "[text]", values: []string{`enum_range(NULL::mood)`}},
		{typ: "pair", shape: "(int4,text,timestamptz)", values: []string{`ROW(1, 'a "b" \ ,', '2020-01-01')::pair`, "ROW(NULL, NULL, NULL)::pair", "ROW(1, '', NULL)::pair"}},
		{typ: "pair[]", shape: "[(int4,text,timestamptz)]", values: []string{`ARRAY[ROW(1, 'a "b" \ ,{', '2020-01-01')::pair, NULL]`}},
		{typ: "nest", shape: "((int4,text,timestamptz),[(int4,text,timestamptz)],text,bytea)", values: []string{`ROW(ROW(1, '"', NULL)::pair, ARRAY[ROW(1, 'a "b" \ ,{', '2020-01-01')::pair], 'so "so"', '\x0102')::nest`}},
		{typ: "boxes", shape: "[box]", values: []string{"'{(1,2),(3,4);(5,6),(7,8)}'"}}, {typ: "boxes[]", shape: "[[box]]", values: []string{"ARRAY['{(1,2),(3,4);(5,6),(7,8)}'::boxes]"}},
		{typ: "small[]", shape: "[int4]", values: []string{"'{1,NULL}'"}}, {typ: "nothing", shape: "()", values: []string{"ROW()::nothing"}},
		{typ: "textrange", shape: "<text>", values: []string{`textrange('', 'b,"\[ ')`, `'empty'`, `textrange('(', '[', '[]')`}}, {typ: "floatrange[]", shape: "[<float8>]", values: []string{"ARRAY['[1e300,NaN]'::floatrange]"}},
		{typ: "hstore", shape: "hstore", values: []string{`'a=>1, "b \"\\"=>NULL'`, "''"}, random: randomHstore}, {typ: "citext", shape: "citext", values: []string{`'A\'`}},
		{typ: "ltree", since: 13, shape: "ltree", values: []string{"'a.b'"}}, {typ: "lquery", since: 13, shape: "lquery", values: []string{"'a.*{1,2}.b@'"}}, {typ: "ltxtquery", since: 13, shape: "ltxtquery", values: []string{"'a & b*'"}},
	}
}

// A dump reads names of types with quote_all_identifiers.
func TestNames(t *testing.T) {
	for _, name := range []string{"text", `"text"`, `"char"`, `"uuid"[]`, "numeric(10,2)[]", "timestamp(3) with time zone",
		`"_timescaledb_internal"."compressed_data"`, "_timescaledb_internal.compressed_data", "interval year to month", "bpchar"} {
		if _, err := Parse(name, "", 17); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"char", `"public"."text"`, `"te""xt"`, "text[][]", "", `"integer"`, "regclass", "public.pair"} {
		if _, err := Parse(name, "", 17); err == nil {
			t.Errorf("%s is taken for a type of PostgreSQL", name)
		}
	}
	for _, shape := range []string{"[", "[]", "[int4", "(int4", "<int4,int4>", "int4]", "{text>", "nobody", "()x", strings.Repeat("[", 1000)} {
		if _, err := Parse("x", shape, 17); err == nil {
			t.Errorf("shape %s is taken", shape)
		}
	}
}
