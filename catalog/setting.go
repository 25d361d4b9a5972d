package catalog

import "strings"

// isQuotedList tells whether a setting's value is a list of identifiers, stored
// with each element quoted by itself (GUC_LIST_QUOTE in
// src/backend/utils/misc/guc_tables.c). SET wants the elements as literals.
// Extensions cannot define such settings. The last two: since 18, and since
// the minor releases of August 2026.
func isQuotedList(name string) bool {
	switch strings.ToLower(name) {
	case "search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries",
		"shared_preload_libraries", "unix_socket_directories",
		"oauth_validator_libraries", "output_plugin_libraries":
		return true
	}
	return false
}

// settingClause turns "name=value", as pg_proc.proconfig and
// pg_db_role_setting.setconfig have it, into what follows SET.
func settingClause(stored string) string {
	name, value, _ := strings.Cut(stored, "=")
	if !isQuotedList(name) {
		return Ident(name) + " TO " + Literal(value)
	}
	elements := splitIdentifiers(value)
	for i, e := range elements {
		elements[i] = Literal(e)
	}
	return Ident(name) + " TO " + strings.Join(elements, ", ")
}

// splitIdentifiers takes a list of identifiers apart: commas between them,
// white space around them, double quotes around what is not a plain word.
// Case is kept and elements may have any length, as in SplitGUCList
// (src/bin/pg_dump/dumputils.c). An empty list gives one empty element: there
// is no other way to write it in SET.
func splitIdentifiers(list string) []string {
	var out []string
	for {
		element, rest := nextIdentifier(list)
		out = append(out, element)
		_, after, more := strings.Cut(rest, ",")
		if !more {
			return out
		}
		list = after
	}
}

// nextIdentifier gives the first identifier of a list and what follows it.
func nextIdentifier(list string) (name, rest string) {
	list = strings.TrimLeft(list, " \t\n\r\f\v")
	if !strings.HasPrefix(list, `"`) {
		end := strings.IndexByte(list, ',')
		if end < 0 {
			end = len(list)
		}
		return strings.TrimRight(list[:end], " \t\n\r\f\v"), list[end:]
	}
	var b strings.Builder
	for i := 1; i < len(list); i++ {
		if list[i] != '"' {
			b.WriteByte(list[i])
			continue
		}
		if i+1 == len(list) || list[i+1] != '"' {
			return b.String(), list[i+1:]
		}
		b.WriteByte('"')
		i++
	}
	return b.String(), ""
}
