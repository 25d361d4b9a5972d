package restore

import (
	"errors"
	"fmt"
	"strings"
)

// What psql makes of a script differs from what a server makes of it in two ways: outside of
// quotes, a backslash begins a command of psql's own (\! runs a program), and a colon before a
// name is the value of a variable, some of which are always set (a[1:"HOST"]). Statements are
// therefore read as psql reads them (src/fe_utils/psqlscan.l). One with a backslash outside of
// quotes, with open quotes or parentheses at its end, or which psql would take for several is
// refused; a single colon outside of quotes gets a space behind it.
//
// Bytes from 0x80 on are letters. In the encodings that a server can have, each byte of a
// character that is not ASCII is one of those; only encodings of clients (SJIS, BIG5, GBK,
// GB18030, UHC, JOHAB) have characters that end in a backslash, and a script has its source's.
//
// \restrict, with which newer releases of psql refuse commands of their own, is not written: older
// ones stop at it, and no \if can keep it from them, since an unknown command is an error within a
// false branch as well (psql 15.20, 17.11, 18.6).

var errBackslash = errors.New("a backslash outside of quotes would be a command of psql")

// psqlLexer walks over one statement.
type psqlLexer struct {
	sql    string
	at     int
	out    strings.Builder
	copied int // bytes of sql that are in out
	parens int
	begins int     // BEGIN ... END of a function's body
	words  int     // unquoted identifiers so far
	first  [4]byte // letters of the first words that matter
}

// forPsql gives a statement, without a semicolon at its end, as psql must get it.
func forPsql(sql string) (string, error) {
	if i := strings.IndexByte(sql, 0); i >= 0 {
		return "", errors.New("a statement has a zero byte")
	}
	l := &psqlLexer{sql: sql}
	for l.at < len(sql) {
		if err := l.next(); err != nil {
			return "", err
		}
	}
	if l.parens != 0 || l.begins != 0 {
		return "", errors.New("parentheses or BEGIN ... END are not closed")
	}
	l.out.WriteString(sql[l.copied:])
	return l.out.String(), nil
}

// next reads one token.
func (l *psqlLexer) next() error {
	rest := l.sql[l.at:]
	switch c := rest[0]; {
	case c == '\\':
		return errBackslash
	case c == '\'':
		return l.quoted('\'', false)
	case c == '"':
		return l.quoted('"', false)
	case c == '$':
		return l.dollar()
	case isWordStart(c):
		return l.word()
	case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "/*"):
		return errors.New("a comment in a statement") // deparsed SQL has none
	case isDigit(c):
		l.number()
		return nil
	}
	return l.symbol(rest)
}

func (l *psqlLexer) symbol(rest string) error {
	l.at++
	switch rest[0] {
	case '(':
		l.parens++
	case ')':
		if l.parens--; l.parens < 0 {
			return errors.New("a parenthesis too many")
		}
	case ';':
		if l.parens == 0 && l.begins == 0 {
			return errors.New("a semicolon between two statements")
		}
	case ':':
		if len(rest) > 1 && (rest[1] == ':' || rest[1] == '=') {
			l.at++
			return nil
		}
		l.out.WriteString(l.sql[l.copied:l.at])
		l.out.WriteByte(' ')
		l.copied = l.at
	}
	return nil
}

// number takes what a number may be made of, so that the e of 1e5 is no word. What follows it
// directly in a statement that a server has written is no letter.
func (l *psqlLexer) number() {
	for l.at < len(l.sql) && (isDigit(l.sql[l.at]) || isWordStart(l.sql[l.at]) || l.sql[l.at] == '.') {
		l.at++
	}
}

// quoted reads up to the closing quote; two of them are one within the text. A literal goes on
// with the next one if only white space with a line end is between them.
func (l *psqlLexer) quoted(quote byte, escapes bool) error {
	for i := l.at + 1; i < len(l.sql); i++ {
		switch {
		case escapes && l.sql[i] == '\\':
			i++
		case l.sql[i] == quote && i+1 < len(l.sql) && l.sql[i+1] == quote:
			i++
		case l.sql[i] == quote:
			l.at = i + 1
			if quote == '\'' && l.continues() {
				return l.quoted(quote, escapes)
			}
			return nil
		}
	}
	return fmt.Errorf("a %c is not closed", quote)
}

// continues moves to the quote that goes on with a literal.
func (l *psqlLexer) continues() bool {
	line := false
	for i := l.at; i < len(l.sql); i++ {
		switch l.sql[i] {
		case '\n', '\r':
			line = true
		case ' ', '\t', '\f', '\v':
		case '\'':
			if line {
				l.at = i
			}
			return line
		default:
			return false
		}
	}
	return false
}

// dollar reads $1 or a text between dollar tags.
func (l *psqlLexer) dollar() error {
	i := l.at + 1
	if i < len(l.sql) && isWordStart(l.sql[i]) {
		for i < len(l.sql) && (isWordStart(l.sql[i]) || isDigit(l.sql[i])) {
			i++
		}
	}
	if i == len(l.sql) || l.sql[i] != '$' {
		l.at++
		return nil
	}
	tag := l.sql[l.at : i+1]
	end := strings.Index(l.sql[i+1:], tag)
	if end < 0 {
		return fmt.Errorf("the text after %s is not closed", tag)
	}
	l.at = i + 1 + end + len(tag)
	return nil
}

// word reads an identifier or a literal with a letter in front.
func (l *psqlLexer) word() error {
	start := l.at
	for l.at < len(l.sql) && (isWordStart(l.sql[l.at]) || isDigit(l.sql[l.at]) || l.sql[l.at] == '$') {
		l.at++
	}
	word := l.sql[start:l.at]
	if l.at < len(l.sql) && l.sql[l.at] == '\'' && (word == "e" || word == "E") {
		return l.quoted('\'', true)
	}
	l.keyword(strings.ToLower(word))
	return nil
}

// keyword counts BEGIN and END in the body of a function, as psql has done since 14: it knows a
// function by its first words.
func (l *psqlLexer) keyword(word string) {
	switch word {
	case "create", "or", "replace", "function", "procedure":
		if l.words < len(l.first) {
			l.first[l.words] = word[0]
		}
	}
	l.words++
	f := string(l.first[:])
	if l.parens > 0 || f[:2] != "cf" && f[:2] != "cp" && f != "corf" && f != "corp" {
		return
	}
	switch {
	case word == "begin", word == "case" && l.begins > 0:
		l.begins++
	case word == "end" && l.begins > 0:
		l.begins--
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}
