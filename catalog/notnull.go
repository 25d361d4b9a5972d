package catalog

// NOT NULL of tables. Since 18 it is a constraint with a row and a name of
// its own; before, it is only known of each column whether it is NOT NULL,
// and what came from a parent is guessed. A child may be nullable where its
// plain parent is not (ALTER TABLE ONLY ... SET NOT NULL). 18 knows such a
// parent's constraint as NO INHERIT, so that its family is written otherwise
// for new targets. pg_dump makes the child NOT NULL; its rows may not load.

// notNullClause is the NOT NULL of a printed column.
func (t *Table) notNullClause(c *Column) string {
	switch n := t.notNulls[c.Num]; {
	case n != nil && n.isElement():
		return n.columnClause()
	case n != nil || !c.NotNull:
		return ""
	case t.hasNamedNotNulls:
		// Made without the row of a constraint, as TimescaleDB does it for the times of
		// continuous aggregates (create_hypertable on a table of its own): no child has it.
		return " NOT NULL NO INHERIT"
	case t.standsAlone() || !t.inheritsNotNull(c):
		return " NOT NULL" + t.noInherit(c)
	}
	return ""
}

func (t *Table) noInherit(c *Column) string {
	if t.forNamed && t.isLooser(c) {
		return " NO INHERIT"
	}
	return ""
}

// inheritsNotNull guesses whether a column's NOT NULL comes from a parent.
func (t *Table) inheritsNotNull(c *Column) bool {
	for _, p := range t.Parents {
		pc := p.column(c.Name)
		if pc != nil && pc.NotNull && !(t.forNamed && p.isLooser(pc)) {
			return true
		}
	}
	return false
}

// isLooser is true for a NOT NULL that some child does not have. A column of
// the primary key cannot be NO INHERIT. The answer is kept, since all chunks
// of a hypertable ask for it.
func (rel *Relation) isLooser(c *Column) bool {
	looser, known := rel.looser[c.Num]
	if !known {
		looser = !rel.primaryKey[c.Num] && rel.hasNullableChild(c)
		if rel.looser == nil {
			rel.looser = map[int16]bool{}
		}
		rel.looser[c.Num] = looser
	}
	return looser
}

func (rel *Relation) hasNullableChild(c *Column) bool {
	for _, child := range rel.Children {
		if child.IsPartition {
			return false
		}
		cc := child.column(c.Name)
		if cc != nil && (!cc.NotNull || child.hasNullableChild(cc)) {
			return true
		}
	}
	return false
}

// variant implements varier: the table for targets where NOT NULL has a name.
// They also refuse UNLOGGED for a partitioned table, which has no storage
// that could be logged or not.
func (t *Table) variant() (int, Object) {
	if t.hasNamedNotNulls {
		return NamedNotNull.versionNum(), nil
	}
	differs := t.Relkind == 'p' && t.Persistence == 'u'
	for _, c := range t.Columns {
		differs = differs || len(t.Children) > 0 && t.isLooser(c)
		for _, p := range t.Parents {
			pc := p.column(c.Name)
			differs = differs || pc != nil && pc.NotNull && p.isLooser(pc)
		}
	}
	if !differs {
		return NamedNotNull.versionNum(), nil
	}
	return NamedNotNull.versionNum(), &Table{Relation: t.Relation, forNamed: true}
}

// columnClause is a NOT NULL constraint behind its column.
func (c *Constraint) columnClause() string {
	clause := " NOT NULL"
	if !c.usualName {
		clause = " CONSTRAINT " + Ident(c.Name) + clause
	}
	if c.NoInherit {
		clause += " NO INHERIT"
	}
	return clause
}

func (c *Constraint) notNull() string {
	clause := "NOT NULL " + Ident(c.columnName())
	if c.NoInherit {
		clause += " NO INHERIT"
	}
	if !c.Validated {
		clause += " NOT VALID"
	}
	return clause
}

// columnName is the column of a NOT NULL constraint.
func (c *Constraint) columnName() string {
	if col := c.table.columnByNum(c.ColumnNum); col != nil {
		return col.Name
	}
	return ""
}
