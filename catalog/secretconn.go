package catalog

import (
	"regexp"
	"strings"
)

// uriPassword is the password in a connection URI, before the host;
// uriParameter is one of those behind the question mark.
var (
	uriPassword  = regexp.MustCompile(`^([a-z]+://[^:@/]*:)[^@/]+@`)
	uriParameter = regexp.MustCompile(`([?&])([^=&]*)=([^&]+)`)
)

// redactConnection blanks the secrets of a libpq connection string, and
// reports whether there were any. What cannot be taken apart is blanked as a
// whole.
func redactConnection(conninfo string) (string, bool) {
	var out string
	if strings.HasPrefix(conninfo, "postgres://") || strings.HasPrefix(conninfo, "postgresql://") {
		out = uriPassword.ReplaceAllString(conninfo, "${1}@")
		out = uriParameter.ReplaceAllStringFunc(out, func(p string) string {
			if name, _, _ := strings.Cut(p, "="); isSecret(name) {
				return name + "="
			}
			return p
		})
	} else {
		out = redactKeywords(conninfo)
	}
	return out, out != conninfo
}

// redactKeywords does so for "keyword = value" pairs, where a value may stand
// in single quotes and a backslash takes the next character as it is
// (src/interfaces/libpq/fe-connect.c, conninfo_parse).
func redactKeywords(conninfo string) string {
	var out strings.Builder
	rest := conninfo
	for strings.TrimSpace(rest) != "" {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return ""
		}
		space := after[:len(after)-len(strings.TrimLeft(after, " \t\r\n\f\v"))]
		value, next := connectionValue(after[len(space):])
		if isSecret(name) && value != "" && value != "''" {
			value = "''"
		}
		out.WriteString(name + "=" + space + value)
		rest = next
	}
	return out.String() + rest
}

// connectionValue takes a value off the front, quotes and all.
func connectionValue(text string) (value, rest string) {
	quoted := strings.HasPrefix(text, "'")
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case quoted && c == '\'' && i > 0:
			return text[:i+1], text[i+1:]
		case !quoted && strings.IndexByte(" \t\r\n\f\v", c) >= 0:
			return text[:i], text[i:]
		}
	}
	return text, ""
}
