package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// aclColumns gives the columns acl and acl_base of a query. letter is
// acldefault's object type; acl and owner are expressions; catalogName and
// oid find the row of pg_init_privs, which is the base where there is one.
// A NULL acl is read as the default that it stands for: with a base from
// pg_init_privs the two differ.
func aclColumns(letter byte, acl, owner, catalogName, oid string) []column {
	byDefault := fmt.Sprintf("pg_catalog.acldefault('%c', %s)", letter, owner)
	rows := fmt.Sprintf("FROM pg_catalog.pg_init_privs ip WHERE ip.classoid = 'pg_catalog.%s'::pg_catalog.regclass AND ip.objsubid = 0",
		catalogName)
	// Few objects have a row: the hashed list saves a search for each.
	base := fmt.Sprintf(`COALESCE(CASE WHEN %[1]s IN (SELECT ip.objoid %[2]s)
          THEN (SELECT ip.initprivs %[2]s AND ip.objoid = %[1]s) END, %[3]s)::text[]`, oid, rows, byDefault)
	return []column{
		{"acl", all(fmt.Sprintf("COALESCE(%s, %s)::text[]", acl, byDefault))},
		{"acl_base", all(base)},
	}
}

// privilegeNames holds the words for the letters of an aclitem
// (src/include/utils/acl.h, ACL_ALL_RIGHTS_STR).
var privilegeNames = map[rune]string{
	'a': "INSERT", 'r': "SELECT", 'w': "UPDATE", 'd': "DELETE", 'D': "TRUNCATE",
	'x': "REFERENCES", 't': "TRIGGER", 'm': "MAINTAIN", 'X': "EXECUTE", 'U': "USAGE",
	'C': "CREATE", 'T': "TEMPORARY", 'c': "CONNECT", 's': "SET", 'A': "ALTER SYSTEM",
}

// aclItem is an aclitem: what grantor gave to grantee.
type aclItem struct {
	grantee   string // "" is PUBLIC
	grantor   string
	plain     []string // privilege names without grant option
	grantable []string // with grant option
}

// parseACLItem reads the text form of an aclitem, grantee=privs/grantor,
// where * after a letter is the grant option, and names are quoted if odd.
func parseACLItem(text string) (aclItem, error) {
	grantee, rest, ok := aclName(text)
	if !ok || !strings.HasPrefix(rest, "=") {
		return aclItem{}, fmt.Errorf("privileges %q: no grantee", text)
	}
	letters, by, found := strings.Cut(rest[1:], "/")
	grantor, rest, ok := aclName(by)
	if !found || !ok || rest != "" {
		return aclItem{}, fmt.Errorf("privileges %q: no grantor", text)
	}
	item := aclItem{grantee: grantee, grantor: grantor}
	for i, letter := range letters {
		if letter == '*' {
			continue
		}
		name := privilegeNames[letter]
		switch {
		case name == "":
			return aclItem{}, fmt.Errorf("privileges %q: unknown letter %q", text, letter)
		case strings.HasPrefix(letters[i+1:], "*"):
			item.grantable = append(item.grantable, name)
		default:
			item.plain = append(item.plain, name)
		}
	}
	return item, nil
}

// aclName takes a role name off the front (src/backend/utils/adt/acl.c,
// getid and putid). Unquoted names end at the first character that putid
// would have quoted; newer servers also quote non-ASCII names.
func aclName(text string) (name, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, "=/")
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), text[i+1:], true
	}
	return "", "", false
}

// grantTarget is what privileges are granted on.
type grantTarget struct {
	prefix  string // what precedes GRANT and REVOKE: ALTER DEFAULT PRIVILEGES ...
	address string // what follows ON
	column  string // quoted, for column privileges
	owner   string
}

// aclStatements turns one array of aclitems into another, as pg_dump does it
// (src/bin/pg_dump/dumputils.c, buildACLCommands), so that the copy's array
// has the same order: items that are gone are revoked, then new items are
// granted in the order of the array, the owner's own before all others.
// Revoking takes ALL, because the target's defaults may have letters that
// the source does not know (MAINTAIN since 17).
func aclStatements(t grantTarget, acl, base []string) ([]string, error) {
	var revokes, owners, others []string
	for _, text := range base {
		if slices.Contains(acl, text) {
			continue
		}
		item, err := parseACLItem(text)
		if err != nil {
			return nil, err
		}
		revokes = append(revokes, t.revokeAll(item.grantee))
	}
	for _, text := range acl {
		if slices.Contains(base, text) {
			continue
		}
		item, err := parseACLItem(text)
		if err != nil {
			return nil, err
		}
		if item.grantee == t.owner && item.grantor == t.owner {
			owners = append(owners, t.grants(item)...)
		} else {
			others = append(others, t.grants(item)...)
		}
	}
	return slices.Concat(revokes, owners, others), nil
}

func (t grantTarget) revokeAll(grantee string) string {
	return t.prefix + "REVOKE ALL" + t.columnList() + " ON " + t.address + " FROM " + granteeName(grantee)
}

// grants gives the statements for an item. An item of another grantor than
// the owner can only be made by that role: GRANTED BY must name the current
// user (src/backend/commands/aclchk.c). SET ROLE does for superusers and for
// members of the role; SET SESSION AUTHORIZATION would need a superuser.
func (t grantTarget) grants(item aclItem) []string {
	var out []string
	if len(item.plain) > 0 {
		out = append(out, t.grant(item.plain, item.grantee))
	}
	if len(item.grantable) > 0 {
		out = append(out, t.grant(item.grantable, item.grantee)+" WITH GRANT OPTION")
	}
	if len(out) > 0 && t.owner != "" && item.grantor != t.owner {
		out = slices.Concat([]string{"SET ROLE " + Ident(item.grantor)}, out, []string{"RESET ROLE"})
	}
	return out
}

func (t grantTarget) grant(privileges []string, grantee string) string {
	words := make([]string, len(privileges))
	for i, p := range privileges {
		words[i] = p + t.columnList()
	}
	return t.prefix + "GRANT " + strings.Join(words, ", ") + " ON " + t.address + " TO " + granteeName(grantee)
}

func (t grantTarget) columnList() string {
	if t.column == "" {
		return ""
	}
	return " (" + t.column + ")"
}

func granteeName(role string) string {
	if role == "" {
		return "PUBLIC"
	}
	return Ident(role)
}
