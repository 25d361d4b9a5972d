//go:build linux

package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"promark/catalog/pgtest"
)

// oddPieces are what quoting goes wrong with, if it does.
var oddPieces = []string{"'", "''", `"`, `""`, `\`, `\\`, `\'`, `\"`, "$", "$$", "$a$", "E'", "U&'", "N'", "B'", "--", "/*", "*/", ";", "\n", "\r",
	"\t", "\v", "\x01", "\x7f", " ", "%", "%s", ":", "::", ":x", "{", "}", "(", ")", ",", "?", "&", "UESCAPE", "select", "a", "Z", "0"}

// characters gives a random character of an encoding.
var characters = map[string]func(r *rand.Rand) string{
	"UTF8": func(r *rand.Rand) string {
		for {
			if c := rune(1 + r.IntN(0x10ffff)); c < 0xd800 || c > 0xdfff {
				return string(c)
			}
		}
	},
	"SQL_ASCII": anyByte, "LATIN1": anyByte, "KOI8R": anyByte,
	"EUC_JP": twoBytes, "EUC_CN": twoBytes, "EUC_KR": twoBytes,
}

func anyByte(r *rand.Rand) string { return string([]byte{byte(1 + r.IntN(255))}) }

// twoBytes is a character of the EUC family.
func twoBytes(r *rand.Rand) string {
	return string([]byte{byte(0xa1 + r.IntN(94)), byte(0xa1 + r.IntN(94))})
}

// Goal: whatever a name or a text is, quoted it is that for the server and nothing else. Method: random ones of
// every kind of bytes and of pieces of SQL, in databases of many encodings whose settings would have them
// read otherwise (backslashes that escape; an encoding of clients in which a backslash may be half a character),
// in a session as dumps and restores have it. The server gives them back.
func TestQuoting(t *testing.T) {
	random := rand.New(rand.NewPCG(pgtest.Seed(t), 5))
	batches := 40
	if pgtest.Faults() {
		batches = 4000
	}
	for _, major := range []int{12, 18} {
		for encoding, character := range characters {
			t.Run(fmt.Sprint(major, " ", encoding), func(t *testing.T) {
				db := pgtest.Get(t, major).NewDatabase(t, pgtest.Encoding(encoding))
				client := map[string]string{"UTF8": "SJIS", "EUC_JP": "SJIS"}[encoding]
				if client == "" {
					client = encoding
				}
				name := Ident(db.Name)
				db.Exec(t, "ALTER DATABASE "+name+" SET standard_conforming_strings = off", "ALTER DATABASE "+name+" SET backslash_quote = on",
					"ALTER DATABASE "+name+" SET client_encoding = '"+client+"'")
				conn := db.Conn(t).PgConn()
				if err := Pin(context.Background(), conn, Restoring, encoding); err != nil {
					t.Fatal(err)
				}
				for range batches {
					checkQuoted(t, conn, oddTexts(random, character, 50))
				}
			})
		}
	}
}

// oddTexts gives random texts, of at most 63 bytes, as names have.
func oddTexts(r *rand.Rand, character func(*rand.Rand) string, n int) []string {
	texts := make([]string, n)
	for i := range texts {
		for range 1 + r.IntN(12) {
			piece := character(r)
			if r.IntN(2) == 0 {
				piece = oddPieces[r.IntN(len(oddPieces))]
			}
			if len(texts[i])+len(piece) <= 63 {
				texts[i] += piece
			}
		}
	}
	return texts
}

// checkQuoted has the server give texts back, as values and as names of columns.
func checkQuoted(t *testing.T, conn *pgconn.PgConn, texts []string) {
	t.Helper()
	columns := make([]string, len(texts))
	for i, text := range texts {
		columns[i] = Literal(text) + " AS " + Ident(text)
	}
	results, err := conn.Exec(context.Background(), "SELECT "+strings.Join(columns, ", ")).ReadAll()
	if err != nil {
		t.Fatalf("%v in %q", err, texts)
	}
	row := results[0]
	if len(results) != 1 || len(row.Rows) != 1 || len(row.Rows[0]) != len(texts) {
		t.Fatalf("%d results of %q", len(results), texts)
	}
	for i, text := range texts {
		if got := string(row.Rows[0][i]); got != text {
			t.Errorf("value %q comes back as %q", text, got)
		}
		if got := row.FieldDescriptions[i].Name; got != text {
			t.Errorf("name %q comes back as %q", text, got)
		}
	}
}
