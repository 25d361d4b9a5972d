package catalog

import (
	"fmt"
	"strings"
)

// Name patterns as pg_dump and psql have them: letters outside of double
// quotes are folded to lower case, * is any text, ? any character, a dot parts
// schema and name, and other characters mean what they mean in a regular
// expression, apart from $ (src/fe_utils/string_utils.c, patternToSQLRegex).

// namePattern is one pattern, taken apart at its dots.
type namePattern struct {
	text     string
	parts    []string // regular expressions, anchored
	literals []string // the parts without quotes and escapes
}

// regexpSpecial are escaped inside of double quotes.
const regexpSpecial = `|*+?()[]{}.^$\`

// parsePattern reads a pattern. Every text is one.
func parsePattern(text string) namePattern {
	p := namePattern{text: text}
	var expr, literal strings.Builder
	finish := func() {
		p.parts = append(p.parts, "^("+expr.String()+")$")
		p.literals = append(p.literals, literal.String())
		expr.Reset()
		literal.Reset()
	}
	quoted := false
	for i := 0; i < len(text); i++ {
		ch := text[i]
		switch {
		case ch == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			i++
			expr.WriteByte('"')
			literal.WriteByte('"')
		case ch == '"':
			quoted = !quoted
		case ch == '.' && !quoted:
			finish()
		default:
			next := byte(0)
			if i+1 < len(text) {
				next = text[i+1]
			}
			if !quoted && 'A' <= ch && ch <= 'Z' {
				ch += 'a' - 'A'
			}
			literal.WriteByte(ch)
			writePatternByte(&expr, ch, next, quoted)
		}
	}
	finish()
	return p
}

// writePatternByte writes one byte as a part of a regular expression.
func writePatternByte(b *strings.Builder, ch, next byte, quoted bool) {
	switch {
	case ch == '*' && !quoted:
		b.WriteString(".*")
	case ch == '?' && !quoted:
		b.WriteByte('.')
	case ch == '$', quoted && strings.IndexByte(regexpSpecial, ch) >= 0, ch == '[' && next == ']':
		b.WriteByte('\\')
		b.WriteByte(ch)
	default:
		b.WriteByte(ch)
	}
}

// name is the last part.
func (p namePattern) name() string { return p.parts[len(p.parts)-1] }

// schema is the part before the name, "" if there is none.
func (p namePattern) schema() string {
	if len(p.parts) < 2 {
		return ""
	}
	return p.parts[len(p.parts)-2]
}

// check refuses more parts than a name has, and another database than the
// one that is dumped. partsMax counts the database.
func (p namePattern) check(partsMax int, database string) error {
	if len(p.parts) > partsMax {
		return fmt.Errorf("improper name (too many dotted names): %s", p.text)
	}
	if partsMax > 1 && len(p.parts) == partsMax && p.literals[0] != database {
		return fmt.Errorf("%s names a database other than %s, which is the one that is read", p.text, database)
	}
	return nil
}
