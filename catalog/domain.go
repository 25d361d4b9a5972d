package catalog

import (
	"context"
	"strings"
)

// Domain is a row of pg_type with typtype d.
type Domain struct {
	userType
	Base        string  `db:"base"`      // type with typmod
	Collation   string  `db:"collation"` // "" for the base type's own
	Default     *string `db:"default"`   // SQL; nil: none
	NotNull     bool    `db:"not_null"`
	Constraints []*DomainConstraint

	defaultLater bool // a domainDefault sets the default
}

var domainQuery = &query{
	name: "domains",
	columns: typeColumns([]column{
		{"base", all("pg_catalog.format_type(t.typbasetype, t.typtypmod)")},
		{"collation", all("COALESCE(" + collationName("t.typcollation", "bt.typcollation") + ", '')")},
		{"default", all(typeDefault)},
		{"not_null", all("t.typnotnull")},
	}...),
	from: all(`FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_type bt ON bt.oid = t.typbasetype
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`),
}

func readDomains(ctx context.Context, r *reader) ([]Object, error) {
	domains, err := load[Domain](ctx, r.server, domainQuery)
	if err != nil {
		return nil, err
	}
	constraints, err := r.domainConstraints(ctx)
	if err != nil {
		return nil, err
	}
	byOID := make(map[uint32]*Domain, len(domains))
	for _, d := range domains {
		byOID[d.OID] = d
	}
	for _, c := range constraints {
		if d := byOID[c.DomainOID]; d != nil {
			d.Constraints = append(d.Constraints, c)
		}
	}
	return objects(domains), nil
}

// Address implements Object.
func (d *Domain) Address() string { return "DOMAIN " + Qualified(d.Schema, d.Name) }

func (d *Domain) grantAddress() string { return "TYPE " + Qualified(d.Schema, d.Name) }

// Define implements Object.
func (d *Domain) Define() []string {
	parts := []string{"CREATE DOMAIN " + Qualified(d.Schema, d.Name) + " AS " + d.Base}
	if d.Collation != "" {
		parts = append(parts, "COLLATE "+d.Collation)
	}
	if d.Default != nil && !d.defaultLater {
		parts = append(parts, "DEFAULT "+*d.Default)
	}
	if d.NotNull && !d.namedNotNull() {
		parts = append(parts, "NOT NULL")
	}
	for _, c := range d.Constraints {
		if c.inline() {
			parts = append(parts, c.clause())
		}
	}
	return []string{strings.Join(parts, "\n    ")}
}

// postpone implements postponer, for a default that calls a function of the
// domain.
func (d *Domain) postpone() Object {
	d.defaultLater = true
	v := &domainDefault{domain: d}
	v.OID, v.Schema, v.Name, v.MemberOf = d.OID, d.Schema, d.Name, d.ID
	v.ID = ID{Class: synDomainDefault, OID: d.OID}
	return v
}

// domainDefault gives a domain its default after all.
type domainDefault struct {
	Common
	domain *Domain
}

// Address implements Object: a default cannot be named.
func (v *domainDefault) Address() string { return "" }

// Define implements Object.
func (v *domainDefault) Define() []string {
	if v.domain.Default == nil {
		return nil
	}
	return []string{"ALTER " + v.domain.Address() + "\n    SET DEFAULT " + *v.domain.Default}
}

// Drop implements dropper: the function can go then.
func (v *domainDefault) Drop() string { return "ALTER " + v.domain.Address() + " DROP DEFAULT" }

// namedNotNull tells whether NOT NULL is one of the constraints: since 17 it
// has a row in pg_constraint.
func (d *Domain) namedNotNull() bool {
	for _, c := range d.Constraints {
		if c.NotNull {
			return true
		}
	}
	return false
}

// DomainConstraint is a row of pg_constraint with a contypid: a CHECK, or
// since 17 a NOT NULL. It stands in CREATE DOMAIN, unless it is not validated
// or part of a loop.
type DomainConstraint struct {
	Common
	DomainOID  uint32  `db:"domain_oid"`
	Domain     string  `db:"domain"` // name; Schema is the domain's
	NotNull    bool    `db:"not_null"`
	Definition *string `db:"definition"` // pg_get_constraintdef
	Validated  bool    `db:"validated"`
	apart      bool    // has a statement of its own
}

// pg_get_constraintdef was wrong for NOT NULL of domains before 17.3, so its
// text is written here.
var domainConstraintQuery = &query{
	name: "domain constraints",
	columns: []column{
		{"oid", all("c.oid")},
		{"schema", all("n.nspname")},
		{"name", all("c.conname")},
		{"domain_oid", all("t.oid")},
		{"domain", all("t.typname")},
		{"not_null", all("c.contype = 'n'")},
		{"definition", all("CASE c.contype WHEN 'n' THEN 'NOT NULL' ELSE pg_catalog.pg_get_constraintdef(c.oid) END")},
		{"validated", all("c.convalidated")},
	},
	from: all(`FROM pg_catalog.pg_constraint c
  JOIN pg_catalog.pg_type t ON t.oid = c.contypid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY c.contype DESC, c.conname COLLATE "C"`),
}

func readDomainConstraints(ctx context.Context, r *reader) ([]Object, error) {
	constraints, err := r.domainConstraints(ctx)
	return objects(constraints), err
}

// domainConstraints loads them once, for their domains and for their own kind.
func (r *reader) domainConstraints(ctx context.Context) ([]*DomainConstraint, error) {
	if r.domainConstraintList != nil {
		return r.domainConstraintList, nil
	}
	constraints, err := load[DomainConstraint](ctx, r.server, domainConstraintQuery)
	if err != nil {
		return nil, err
	}
	for _, c := range constraints {
		if c.Definition == nil {
			return nil, vanished(c)
		}
		c.MemberOf = ID{Class: classType, OID: c.DomainOID}
		c.apart = !c.Validated
	}
	r.domainConstraintList = constraints
	return constraints, nil
}

func (c *DomainConstraint) inline() bool { return !c.apart }

func (c *DomainConstraint) separate() { c.apart = true }

func (c *DomainConstraint) section() Section {
	if c.apart {
		return PostData
	}
	return PreData
}

// Address implements Object.
func (c *DomainConstraint) Address() string {
	return "CONSTRAINT " + Ident(c.Name) + " ON DOMAIN " + Qualified(c.Schema, c.Domain)
}

// Drop implements dropper.
func (c *DomainConstraint) Drop() string {
	return "ALTER DOMAIN " + Qualified(c.Schema, c.Domain) + " DROP CONSTRAINT " + Ident(c.Name)
}

// Define implements Object.
func (c *DomainConstraint) Define() []string {
	if c.inline() {
		return nil
	}
	return []string{"ALTER DOMAIN " + Qualified(c.Schema, c.Domain) + "\n    ADD " + c.clause()}
}

func (c *DomainConstraint) clause() string {
	return "CONSTRAINT " + Ident(c.Name) + " " + *c.Definition
}
