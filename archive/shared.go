package archive

// shared holds what entries have in common, so that it is in memory once: the tables of a hundred
// thousand metrics have few lists of columns, owners and schemas, and their rows, indexes and
// privileges have their names. The keys are encoded forms.
type shared struct {
	names   map[string]string
	columns map[string][]Column
	facts   map[string]map[string]string
}

func (s *shared) clear() {
	clear(s.names)
	clear(s.columns)
	clear(s.facts)
}

// name reads a string that other entries may have, too.
func (u *unwire) name() string {
	b := u.bytes(u.count())
	if s, ok := u.shared.names[string(b)]; ok {
		return s
	}
	if u.shared.names == nil {
		u.shared.names = map[string]string{}
	}
	s := string(b)
	u.shared.names[s] = s
	return s
}

// again reads a value with read, and gives the one that was read before from the same bytes if there is
// one.
func again[V any](u *unwire, had *map[string]V, read func() V) V {
	begin := u.b
	v := read()
	if u.err != nil {
		return v
	}
	encoded := begin[:len(begin)-len(u.b)]
	if before, ok := (*had)[string(encoded)]; ok {
		return before
	}
	if *had == nil {
		*had = map[string]V{}
	}
	(*had)[string(encoded)] = v
	return v
}
