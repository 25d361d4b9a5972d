package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// roleSet knows the roles of the server, and collects those that the
// database's objects name.
type roleSet struct {
	exists  map[string]bool
	used    map[string]bool
	notices []string
}

// readRoles reads the names of all roles.
func readRoles(ctx context.Context, s *Server) (*roleSet, error) {
	rows, err := s.Conn.Query(ctx, "SELECT rolname FROM pg_catalog.pg_roles")
	if err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	set := &roleSet{exists: map[string]bool{}, used: map[string]bool{}}
	for _, n := range names {
		set.exists[n] = true
	}
	return set, nil
}

// use records that a statement names a role. A role that is gone (its OID is
// left in the catalog) cannot be named: that becomes a notice.
func (s *roleSet) use(role, by string) bool {
	if role == "" {
		return true // PUBLIC
	}
	if !s.exists[role] {
		s.notices = append(s.notices, fmt.Sprintf("%s names a role that does not exist: %s", by, role))
		return false
	}
	s.used[role] = true
	return true
}

// known leaves out aclitems of roles that do not exist.
func (s *roleSet) known(acl []string, o Object) []string {
	out := make([]string, 0, len(acl))
	for _, text := range acl {
		item, err := parseACLItem(text)
		if err != nil || s.exists[item.grantee] && s.exists[item.grantor] ||
			item.grantee == "" && s.exists[item.grantor] {
			out = append(out, text)
			continue
		}
		s.notices = append(s.notices, fmt.Sprintf("privileges of %s name a role that does not exist: %s", o.Address(), text))
	}
	return out
}

// useItem records the roles that an item's statements name. Owners are
// recorded where their statement is written.
func (s *roleSet) useItem(item *Item, f *Filter) {
	o := item.Object
	if r, ok := o.(roleNamer); ok {
		for _, name := range r.roleNames() {
			s.use(name, o.Address())
		}
	}
	if f.NoPrivileges {
		return
	}
	acl, base := o.common().ACL, o.common().ACLBase
	for _, text := range acl {
		if a, err := parseACLItem(text); err == nil && !slices.Contains(base, text) {
			s.used[a.grantee] = a.grantee != "" && s.exists[a.grantee]
			s.used[a.grantor] = s.exists[a.grantor]
		}
	}
}

// names gives the roles that objects name, sorted. Predefined roles (pg_*)
// are not among them: every server has its own.
func (s *roleSet) names() []string {
	names := slices.Sorted(maps.Keys(s.used))
	return slices.DeleteFunc(names, func(n string) bool {
		return n == "" || !s.used[n] || strings.HasPrefix(n, "pg_")
	})
}
