package catalog

// A foreign key of a partitioned table, or one that references a partitioned
// table, has a part for each partition. The server makes them with the whole,
// and takes for a part what a partition already has and is equal to it
// (src/backend/commands/tablecmds.c, tryAttachPartitionForeignKey).

// isPart is true for a part that comes with the whole. A table whose DETACH
// is pending is made as no partition any more.
func (c *Constraint) isPart() bool { return c.parent != nil && !c.table.DetachPending }

// namedParts are the statements for parts that would get another name: they
// are made before the whole, which takes them.
func (c *Constraint) namedParts() []string {
	var out []string
	for _, part := range c.parts {
		if part.table == c.table || !part.isPart() {
			continue // for a partition of the referenced table
		}
		out = append(out, part.namedParts()...)
		if part.Name != c.Name {
			out = append(out, part.add())
		}
	}
	return out
}

// needsOfKey orders a foreign key among its kin, and behind the attached
// indexes that make a partitioned table's key valid. What a partition has for
// itself comes after the keys of the tables above, which would take it for
// their part.
func (c *Constraint) needsOfKey() []ID {
	ids := c.namedBefore()
	for _, x := range c.referencedUses {
		ids = append(ids, ID{Class: synIndexAttach, OID: x.OID})
	}
	if c.parent != nil {
		return append(ids, ID{Class: classConstraint, OID: c.ParentOID})
	}
	if c.table.isAttached() {
		for _, key := range c.table.Parents[0].foreignKeys {
			ids = append(ids, ID{Class: classConstraint, OID: key.OID})
		}
	}
	return ids
}

// namedBefore are the table's keys that must have their names before a key
// that references a partitioned table: until 17 the server gives its parts the
// first names like table_column_fkey that are free.
func (c *Constraint) namedBefore() []ID {
	var ids []ID
	if c.isPart() || c.referenced.Relkind != 'p' {
		return nil
	}
	for _, key := range c.table.foreignKeys {
		if !key.isPart() && (key.referenced.Relkind != 'p' || key.Name < c.Name) {
			ids = append(ids, ID{Class: classConstraint, OID: key.OID})
		}
	}
	return ids
}

// isFinal is true for a key that is added after the extensions' post-restore
// calls, see [Constraint.pass]: one that references a hypertable, and its
// parts for the chunks.
func (c *Constraint) isFinal() bool {
	return c.final || c.parent != nil && c.parent.isFinal()
}
