package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Objects for tests of the graph without a server: one of each ability that
// loops are broken by.
type plainObject struct {
	Common
	on []ID
}

func (o *plainObject) Address() string  { return o.Name }
func (o *plainObject) Define() []string { return []string{"CREATE " + o.Name} }
func (o *plainObject) needs() []ID      { return o.on }

type partObject struct {
	plainObject
	apart bool
	late  bool // apart means post-data
}

func (o *partObject) inline() bool { return !o.apart }
func (o *partObject) separate()    { o.apart = true }
func (o *partObject) section() Section {
	if o.apart && o.late {
		return PostData
	}
	return PreData
}

type viewObject struct{ plainObject }

func (o *viewObject) postpone() Object {
	d := &plainObject{}
	d.OID, d.Name, d.Kind = o.OID, o.Name+" definition", testKind("VIEW DEFINITION")
	d.ID = ID{synViewDefinition, o.OID, 0}
	return d
}

type moveObject struct {
	plainObject
	late bool
}

func (o *moveObject) move() { o.late = true }
func (o *moveObject) section() Section {
	if o.late {
		return PostData
	}
	return PreData
}

type typeObject struct{ plainObject }

func (o *typeObject) shell() Object {
	s := &plainObject{}
	s.OID, s.Name, s.ID = o.OID, o.Name+" shell", ID{synShellType, o.OID, 0}
	return s
}

func testKind(name string) *Kind {
	i := slices.IndexFunc(kinds, func(k *Kind) bool { return k.Name == name })
	if i < 0 {
		panic("no kind " + name)
	}
	return kinds[i]
}

// testGraph makes a graph from a list of objects: "KIND name: needed needed".
// A leading character says what the object can do: % part of the first that
// it names, %> the same in post-data, ~ a view, ^ movable, @ a type.
func testGraph(lines ...string) *graph {
	ids := map[string]ID{}
	name := func(line string) string {
		head, _, _ := strings.Cut(line, ":")
		return head[strings.LastIndex(head, " ")+1:]
	}
	for i, line := range lines {
		head, _, _ := strings.Cut(line, ":")
		kind := testKind(strings.TrimLeft(head[:strings.LastIndex(head, " ")], "%>~^@"))
		ids[name(line)] = ID{kind.class, uint32(20000 + i), 0}
	}
	var objects []Object
	for _, line := range lines {
		head, on, _ := strings.Cut(line, ":")
		mark := head[:len(head)-len(strings.TrimLeft(head, "%>~^@"))]
		p := plainObject{}
		p.Name = name(line)
		p.ID, p.OID = ids[p.Name], ids[p.Name].OID
		p.Kind = testKind(head[len(mark):strings.LastIndex(head, " ")])
		for _, n := range strings.Fields(on) {
			p.on = append(p.on, ids[n])
		}
		objects = append(objects, testObject(mark, p))
	}
	return newGraph(objects, nil)
}

func testObject(mark string, p plainObject) Object {
	switch mark {
	case "%", "%>":
		p.MemberOf, p.on = p.on[0], p.on[1:]
		return &partObject{plainObject: p, late: mark == "%>"}
	case "~":
		return &viewObject{p}
	case "^":
		return &moveObject{plainObject: p}
	case "@":
		return &typeObject{p}
	default:
		return &p
	}
}

func orderedNames(g *graph) (string, error) {
	order, err := g.order()
	if err != nil {
		return "", err
	}
	var names []string
	for _, n := range order {
		if o := g.nodes[n].object; o == nil {
			names = append(names, "|")
		} else if !inlined(o) {
			names = append(names, o.common().Name)
		}
	}
	return strings.TrimRight(strings.Join(names, " "), "| "), nil
}

// TestOrder: dependencies first, then section, kind, name; and how each sort
// of loop is broken. "|" is a boundary between stages.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name    string
		objects []string
		want    string
	}{
		{"kind, then name", []string{"TABLE b", "TABLE a", "SCHEMA z", "INDEX i"}, "z a b | | i"},
		{"dependency before kind", []string{"FUNCTION f: t", "TABLE t", "TABLE a"}, "a t f"},
		{"part inside its table", []string{"TABLE t", "%DEFAULT d: t s", "SEQUENCE s: q", "SCHEMA q"}, "q s t"},
		{"type and functions", []string{"@TYPE t: in out", "FUNCTION in: t", "FUNCTION out: t"}, "t shell in out t"},
		{"two types and their functions", []string{"@TYPE a: in", "FUNCTION in: a b", "@TYPE b: bin", "FUNCTION bin: b a"},
			"a shell b shell in a bin b"},
		{"check that uses its table", []string{"TABLE t", "%>CHECK CONSTRAINT c: t f", "FUNCTION f: t"}, "t f | | c"},
		{"default that uses its table", []string{"TABLE t", "%DEFAULT d: t f", "FUNCTION f: t"}, "t f d"},
		{"view by primary key", []string{"TABLE t", "~VIEW v: t pk", "CONSTRAINT pk: t", "VIEW w: v"},
			"t v w | | pk v definition"},
		{"view on view by primary key", []string{"TABLE t", "~VIEW a: b", "~VIEW b: pk", "CONSTRAINT pk: t"},
			"t b a | | pk b definition"},
		{"two views and a function", []string{"~VIEW a: f", "FUNCTION f: b", "~VIEW b: a"}, "a b f | | a definition"},
		{"matview by primary key", []string{"TABLE t", "^MATERIALIZED VIEW m: pk", "^MATERIALIZED VIEW n: m", "~VIEW v: m", "CONSTRAINT pk: t"},
			"t v | | pk m n v definition"},
		{"function by primary key", []string{"TABLE t", "^FUNCTION f: pk", "CONSTRAINT pk: t"}, "t | | pk f"},
	} {
		for seed := range uint64(5) {
			lines := slices.Clone(c.objects)
			rand.New(rand.NewPCG(seed, 0)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			got, err := orderedNames(testGraph(lines...))
			if err != nil || got != c.want {
				t.Errorf("%s, seed %d: %q, %v; want %q", c.name, seed, got, err, c.want)
				break
			}
		}
	}
}

// TestUnknownLoop: a loop that no rule knows is an error that shows it.
func TestUnknownLoop(t *testing.T) {
	_, err := orderedNames(testGraph("TABLE a: b", "TABLE b: c", "SEQUENCE c: a", "TABLE other"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"a needs", "b needs", "c needs"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "other") {
		t.Errorf("%q names an object that is not on the loop", err)
	}
}

// TestManyLoops: a thousand views by primary key are ordered in a moment.
func TestManyLoops(t *testing.T) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("TABLE t%d", i), fmt.Sprintf("CONSTRAINT pk%d: t%d", i, i),
			fmt.Sprintf("~VIEW v%d: t%d pk%d", i, i, i))
	}
	got, err := orderedNames(testGraph(lines...))
	if err != nil || strings.Count(got, "definition") != 1000 {
		t.Errorf("%d definitions, %v", strings.Count(got, "definition"), err)
	}
}

// TestOrderIsStable: the same objects give the same order however they come.
func TestOrderIsStable(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	var lines []string
	for i := range 200 {
		line := fmt.Sprintf("TABLE t%03d:", i)
		for range random.IntN(4) {
			if i > 0 {
				line += fmt.Sprintf(" t%03d", random.IntN(i))
			}
		}
		lines = append(lines, line)
	}
	want, err := orderedNames(testGraph(lines...))
	for range 10 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		got, err2 := orderedNames(testGraph(lines...))
		if err != nil || err2 != nil || got != want {
			t.Fatalf("seed %d: %v, %v: orders differ", seed, err, err2)
		}
	}
}
