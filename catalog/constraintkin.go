package catalog

import "slices"

// Checks and NOT NULL constraints of parents and children: which are the
// same, and in which order they are made.

// provedAlone is true for an inherited constraint that is valid here while
// it is not in any parent: it comes from there, NOT VALID, and is validated.
func (c *Constraint) provedAlone() bool {
	if c.IsLocal || c.table.standsAlone() || !c.Validated {
		return false
	}
	proved := slices.ContainsFunc(c.inheritedFrom(), func(p *Constraint) bool { return p.Validated })
	return !proved && len(c.inheritedFrom()) > 0
}

// inheritedFrom are the parents' constraints that this one is merged with.
func (c *Constraint) inheritedFrom() []*Constraint {
	return c.counterparts(c.table.Parents)
}

// inheritedBy are the children's constraints that this one is merged with.
func (c *Constraint) inheritedBy() []*Constraint {
	if c.NoInherit {
		return nil
	}
	return c.counterparts(c.table.Children)
}

// counterparts are the same check or NOT NULL constraint of other tables:
// checks are matched by name, the others by column.
func (c *Constraint) counterparts(tables []*Relation) []*Constraint {
	var out []*Constraint
	for _, t := range tables {
		var found *Constraint
		if c.Type == 'n' {
			if col := t.column(c.columnName()); col != nil {
				found = t.notNulls[col.Num]
			}
		} else if i := slices.IndexFunc(t.checks, func(o *Constraint) bool { return o.Name == c.Name }); i >= 0 {
			found = t.checks[i]
		}
		if found != nil && !found.NoInherit {
			out = append(out, found)
		}
	}
	return out
}

// needsOfKin orders a separate constraint among those of parents and
// children. The statement of a parent reaches the children and merges with
// what they have, while a child refuses a name that it has got already.
func (c *Constraint) needsOfKin() []ID {
	var ids []ID
	if !c.isMade() || c.provedAlone() {
		for _, p := range c.inheritedFrom() {
			ids = append(ids, ID{Class: classConstraint, OID: p.OID})
		}
		return ids
	}
	for _, child := range c.inheritedBy() {
		if child.apart && child.isMade() && !child.provedAlone() {
			ids = append(ids, ID{Class: classConstraint, OID: child.OID})
		}
	}
	return ids
}
