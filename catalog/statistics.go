package catalog

import (
	"context"
	"fmt"
)

// Statistics is a row of pg_statistic_ext: an extended statistics object.
type Statistics struct {
	Common
	TableOID uint32  `db:"table_oid"`
	Text     *string `db:"definition"` // pg_get_statisticsobjdef
	Target   int32   `db:"target"`     // -1: the default
	table    *Relation
}

var statisticsQuery = &query{
	name: "statistics",
	columns: []column{
		{"oid", all("s.oid")},
		{"schema", all("sn.nspname")},
		{"name", all("s.stxname")},
		{"owner", all("pg_catalog.pg_get_userbyid(s.stxowner)")},
		{"table_oid", all("s.stxrelid")},
		{"definition", all("pg_catalog.pg_get_statisticsobjdef(s.oid)")},
		{"target", from(17, "COALESCE(s.stxstattarget, -1)::integer", 13, "s.stxstattarget", 0, "-1")},
	},
	from: all(`FROM pg_catalog.pg_statistic_ext s
  JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
  JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND ` + userRelation),
}

func readStatistics(ctx context.Context, r *reader) ([]Object, error) {
	rels, err := r.relations(ctx)
	if err != nil {
		return nil, err
	}
	list, err := load[Statistics](ctx, r.server, statisticsQuery)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		s.table = rels.byOID[s.TableOID]
		if s.table == nil || s.Text == nil {
			return nil, vanished(s)
		}
		s.MemberOf = ID{Class: classClass, OID: s.TableOID}
	}
	return objects(list), nil
}

// Address implements Object.
func (s *Statistics) Address() string { return "STATISTICS " + Qualified(s.Schema, s.Name) }

func (s *Statistics) tableName() string { return s.table.Name }

func (s *Statistics) needs() []ID { return []ID{s.MemberOf} }

func (s *Statistics) locks() []ID { return []ID{s.MemberOf} }

// Define implements Object.
func (s *Statistics) Define() []string {
	out := []string{*s.Text}
	if s.Target >= 0 {
		out = append(out, fmt.Sprintf("ALTER %s SET STATISTICS %d", s.Address(), s.Target))
	}
	return out
}
