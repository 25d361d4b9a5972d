package catalog

import (
	"fmt"
	"slices"
)

// ddl gathers the statements of objects: what all kinds share is written
// here once, from Common and Address.
type ddl struct {
	filter     *Filter
	comments   map[Object][]*note
	labels     map[Object][]*note
	columnACLs map[Object][]*columnACL
	extensions map[Object][]string // ALTER ... DEPENDS ON EXTENSION
	inlined    map[Object][]Object // parts that are written inside an object
	roles      *roleSet
	obstacles  map[Object][]Obstacle
	signatures map[uint32]string // of functions of extensions, by OID
	strangers  map[ownerIn]bool  // owners who may not create where their objects are
	major      int               // of the source
}

// statements gives all statements of an object in their order. Members of
// extensions keep only changed privileges: the rest comes with the extension.
// What is written inside another object has its comments there.
func (d *ddl) statements(o Object) ([]Statement, error) {
	out, err := d.variants(o, 0)
	for _, obstacle := range d.obstaclesOf(o) {
		for i := range out {
			if obstacle.Effect == Altered || obstacle.Until != 0 {
				continue
			}
			if out[i].Until == 0 || out[i].Until > obstacle.Since {
				out[i].Until = obstacle.Since
			}
		}
	}
	return d.filter.keepParts(out), err
}

// variants gives the statements of an object that is written for targets from
// a version on and, where they differ, for newer ones.
func (d *ddl) variants(o Object, from int) ([]Statement, error) {
	out, err := d.ownStatements(o)
	v, ok := o.(varier)
	if err != nil || !ok {
		return out, err
	}
	since, variant := v.variant()
	if variant == nil || since <= from {
		return out, nil
	}
	d.comments[variant], d.labels[variant] = d.comments[o], d.labels[o]
	d.columnACLs[variant], d.extensions[variant] = d.columnACLs[o], d.extensions[o]
	d.inlined[variant] = d.inlined[o]
	newer, err := d.variants(variant, since)
	return fork(out, newer, since), err
}

// fork merges the statements for older and for newer targets. Those that are
// equal at both ends stay as they are; newer ones may have bounds already.
func fork(older, newer []Statement, version int) []Statement {
	head := 0
	for head < min(len(older), len(newer)) && older[head] == newer[head] {
		head++
	}
	tail := 0
	for tail < min(len(older), len(newer))-head && older[len(older)-1-tail] == newer[len(newer)-1-tail] {
		tail++
	}
	out := slices.Clone(older[:len(older)-tail])
	for i := range out[head:] {
		out[head+i].Until = version
	}
	for _, s := range newer[head : len(newer)-tail] {
		s.Since = max(s.Since, version)
		out = append(out, s)
	}
	return append(out, older[len(older)-tail:]...)
}

// ownStatements leaves variants aside.
func (d *ddl) ownStatements(o Object) ([]Statement, error) {
	if inlined(o) {
		return nil, nil
	}
	var out []Statement
	if o.common().Extension == "" {
		out = d.defining(o)
	}
	if o.common().Hangs != "" {
		return out, nil
	}
	if s, ok := o.(standing); ok && s.stands() {
		more, err := s.adjust(d)
		return append(out, more...), err
	}
	privileges, err := d.privileges(o)
	if err != nil {
		return nil, fmt.Errorf("privileges of %s: %w", o.Address(), err)
	}
	return append(out, privileges...), nil
}

func (d *ddl) defining(o Object) []Statement {
	var out []Statement
	for _, sql := range slices.Concat(o.Define(), d.extensions[o]) {
		out = append(out, Statement{Part: definitionPart(o), SQL: sql})
	}
	redact(out, o)
	out = d.stored(o, out)
	if owner := d.owner(o); owner != "" {
		out = append(out, Statement{Part: Owner, SQL: owner})
	}
	out = append(out, d.notes(o)...)
	for _, part := range d.inlined[o] {
		out = append(out, d.notes(part)...)
	}
	return out
}

// definitionPart is Definition, but for kinds that consist of a setting or
// of privileges.
func definitionPart(o Object) Part {
	if p, ok := o.(parter); ok {
		return p.part()
	}
	return Definition
}

// owner gives ALTER ... OWNER TO, or "" for objects without it.
func (d *ddl) owner(o Object) string {
	c := o.common()
	if c.Owner == "" || o.Address() == "" || d.filter.NoOwner {
		return ""
	}
	if n, ok := o.(ownerless); ok && n.noOwnerStatement() {
		return ""
	}
	if s, ok := o.(standing); ok && s.stands() {
		return ""
	}
	if !d.roles.use(c.Owner, o.Address()) {
		return ""
	}
	return "ALTER " + o.Address() + " OWNER TO " + Ident(c.Owner)
}

// notes gives comments, then labels.
func (d *ddl) notes(o Object) []Statement {
	var out []Statement
	for _, n := range slices.Concat(d.comments[o], d.labels[o]) {
		if c, ok := o.(commenter); ok && n.Provider == "" && !c.keepsComment() {
			continue
		}
		if address := noteAddress(o, n); address != "" {
			out = append(out, n.statement(address))
		}
	}
	return out
}

// privileges gives GRANT and REVOKE for the object, then for its columns: a
// REVOKE on a table takes the columns' privileges too.
func (d *ddl) privileges(o Object) ([]Statement, error) {
	if d.filter.NoPrivileges {
		return nil, nil
	}
	c := o.common()
	target := grantTarget{address: grantAddressOf(o), owner: c.Owner}
	if p, ok := o.(prefixer); ok {
		target.prefix = p.grantPrefix()
	}
	sql, err := aclStatements(target, d.roles.known(c.ACL, o), d.roles.known(c.ACLBase, o))
	if err != nil {
		return nil, err
	}
	for _, column := range d.columnACLs[o] {
		target.column = Ident(column.Name)
		more, err := aclStatements(target, d.roles.known(column.ACL, o), d.roles.known(column.Base, o))
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", Ident(column.Name), err)
		}
		sql = append(sql, more...)
	}
	out := make([]Statement, len(sql))
	for i, s := range sql {
		out[i] = Statement{Part: Privilege, SQL: s}
	}
	return out, nil
}

func grantAddressOf(o Object) string {
	if g, ok := o.(granter); ok {
		return g.grantAddress()
	}
	return o.Address()
}

// dropOf gives the DROP statement, "" for what goes with something else.
func dropOf(o Object) string {
	if c := o.common(); c.Extension != "" || c.Hangs != "" || inlined(o) {
		return ""
	}
	if s, ok := o.(standing); ok && s.stands() {
		return ""
	}
	if d, ok := o.(dropper); ok {
		return d.Drop()
	}
	if o.Address() == "" {
		return ""
	}
	return "DROP " + o.Address()
}
