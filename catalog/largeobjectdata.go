package catalog

import "context"

// LargeObjectData is the pages of all large objects.
type LargeObjectData struct {
	Common
	Pages    int64 `db:"pages"` // 8 kB blocks of pg_largeobject
	Bytes    int64 `db:"bytes"`
	Readable bool  `db:"readable"` // pg_largeobject itself may be read; else only through the lo_ functions

	objects []ID
}

var largeObjectDataQuery = &query{
	name: "pages of large objects",
	columns: []column{
		{"pages", all(`pg_catalog.pg_relation_size('pg_catalog.pg_largeobject'::pg_catalog.regclass) /
         pg_catalog.current_setting('block_size')::integer`)},
		{"bytes", all("pg_catalog.pg_table_size('pg_catalog.pg_largeobject'::pg_catalog.regclass)")},
		{"readable", all("pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT')")},
	},
	from: all("WHERE EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)"),
}

type largeObjectRow struct {
	OID uint32 `db:"oid"`
}

var largeObjectIDQuery = &query{
	name:    "large objects",
	columns: []column{{"oid", all("m.oid")}},
	from:    all("FROM pg_catalog.pg_largeobject_metadata m"),
}

func readLargeObjectData(ctx context.Context, r *reader) ([]Object, error) {
	data, err := load[LargeObjectData](ctx, r.server, largeObjectDataQuery)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	ids, err := load[largeObjectRow](ctx, r.server, largeObjectIDQuery)
	if err != nil {
		return nil, err
	}
	d := data[0]
	d.ID = ID{Class: synLargeObjectData}
	for _, o := range ids {
		d.objects = append(d.objects, ID{Class: classLargeObject, OID: o.OID})
	}
	return []Object{d}, nil
}

// Address implements Object: pages have none.
func (d *LargeObjectData) Address() string { return "" }

// Define implements Object: pages are no statements.
func (d *LargeObjectData) Define() []string { return nil }

func (d *LargeObjectData) needs() []ID { return d.objects }
