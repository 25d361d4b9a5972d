package restore

import (
	"slices"

	"promark/archive"
)

// A foreign key locks both of its tables while all rows are looked at, so that of several keys that
// reference one table only one is made at a time. Where there are many rows and the archive says how
// (archive.FactValidates), a key is added without a look, which takes no time, and validated in a second
// transaction, side by side with others.

// isValidated says that a node is made in two steps, or was begun so by a restore that was cut off.
func (r *run) isValidated(n *node) bool {
	return n.entry.Facts[archive.FactValidates] != "" &&
		(n.cost > smallBytes || r.before.parts[statementID{n.entry.ID, 0}])
}

// validated gives the two steps, the second of which needs the key's own table alone.
func (w *worker) validated(j *job, n *node, u unit) unit {
	i := slices.IndexFunc(u.statements, func(s archive.Statement) bool { return s.Part == archive.PartDefinition })
	if i < 0 {
		return u
	}
	add, check := u.statements[i], u.statements[i]
	add.SQL += " NOT VALID"
	check.SQL = n.entry.Facts[archive.FactValidates]
	u.statements = slices.Concat(u.statements[:i], []archive.Statement{add, check}, u.statements[i+1:])
	u.ran = func(index int) {
		if index == i && len(j.nodes) == 1 {
			w.schedule.weaken(j, n, w.r.ownTable(n.entry))
		}
	}
	return u
}

// ownTable is, of the relations that an entry locks, the one that it belongs to.
func (r *run) ownTable(e *archive.Entry) uint32 {
	for _, id := range e.Locks {
		if made := &r.entries[id-1]; made.Schema == e.Schema && made.Name == e.Table {
			return id
		}
	}
	return 0
}
