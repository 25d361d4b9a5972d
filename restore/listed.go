package restore

import (
	"context"
	"strings"

	"promark/archive"
)

// Privileges are granted on many objects with one statement where the archive says how their names
// can be listed (archive.FactListed), and only after the transaction that has made the objects has
// ended: in it, every GRANT would make the server build its cache entry of the new relation again.
// Nothing that defines an object asks for a privilege on a relation. Every object keeps the order of
// its own statements, on which the order of its ACL hangs.

// listedTogether is how many objects one transaction, and one statement of it, grants on. A GRANT
// locks no relation.
const listedTogether = 1000

// setAside takes the listed privileges off the end of a unit's statements.
func (u unit) setAside() unit {
	if u.entry.Facts[archive.FactListed] == "" {
		return u
	}
	last := len(u.statements)
	for last > 0 && u.statements[last-1].Part == archive.PartPrivilege {
		last--
	}
	u.listed, u.statements = u.statements[last:], u.statements[:last]
	return u
}

// grantListed runs what was set aside of the units that are finished. Where an ordinary user
// restores with the owner's privileges, those that take some from the owner wait until rows are in.
func (r *run) grantListed(ctx context.Context, s *session, p Phase) error {
	var units, later []unit
	for _, u := range r.listed {
		if p < PhasePrivileges && !r.target.Superuser && u.entry.Facts[archive.FactOwnerRestricted] != "" {
			later = append(later, u)
		} else {
			units = append(units, u)
		}
	}
	r.listed = later
	if len(units) <= listedTogether {
		return r.grantGroup(ctx, s, units)
	}
	batches := (len(units) + listedTogether - 1) / listedTogether
	return r.share(ctx, batches, func(ctx context.Context, s *session, i int) error {
		return r.grantGroup(ctx, s, units[i*listedTogether:min(len(units), (i+1)*listedTogether)])
	})
}

// grantGroup grants on many objects; if that fails, on each by itself.
func (r *run) grantGroup(ctx context.Context, s *session, units []unit) error {
	if len(units) == 0 {
		return nil
	}
	granted := make([]unit, len(units))
	for i, u := range units {
		granted[i] = unit{entry: u.entry, statements: u.listed, granted: true}
	}
	switch failed := s.transact(ctx, listedSteps(units), s.ledger.units(granted)); {
	case failed == nil:
		return nil
	case s.conn.IsClosed() || ctx.Err() != nil:
		return failed
	}
	for _, u := range granted {
		if _, err := r.defineMost(ctx, s, u); err != nil {
			return err
		}
	}
	return nil
}

// listedSteps are the listed privileges of units: those that are equal but for the object's name
// are put into one, in the order of their first.
func listedSteps(units []unit) []step {
	type class struct {
		first *archive.Entry
		texts []string // with a NUL in place of the name, which no statement has
		names []string
	}
	classes := map[string]*class{}
	var order []*class
	for _, u := range units {
		name := u.entry.Facts[archive.FactListed]
		texts := make([]string, len(u.listed))
		for i, s := range u.listed {
			texts[i] = strings.Replace(s.SQL, " "+name+" ", " \x00 ", 1)
		}
		key := strings.Join(texts, "\x00\n")
		c := classes[key]
		if c == nil {
			c = &class{first: u.entry, texts: texts}
			classes[key] = c
			order = append(order, c)
		}
		c.names = append(c.names, name)
	}
	var steps []step
	for _, c := range order {
		names := strings.Join(c.names, ", ")
		for _, text := range c.texts {
			steps = append(steps, step{c.first, strings.Replace(text, "\x00", names, 1), -1})
		}
	}
	return steps
}
