package catalog

import (
	"fmt"
	"strings"
	"testing"

	"promark/catalog/pgtest"
)

// TestSubscriptionOnNewTarget: a subscription does in a newer server what it
// did in its own: it streams as before, and works with its owner's rights.
func TestSubscriptionOnNewTarget(t *testing.T) {
	for _, step := range []struct {
		from, to int
		setup    string
		want     string
	}{
		{12, 12, "", "false"},
		{12, 15, "", "false|false"},
		{12, 18, "", "false|f|true"},
		{14, 15, ", streaming = on", "false|true"},
		{14, 18, ", streaming = on", "false|t|true"},
		{15, 16, "", "false|f|true"},
		{16, 18, "", "false|f|false"},
		{17, 18, ", streaming = parallel, run_as_owner = true", "false|p|true"},
	} {
		t.Run(fmt.Sprintf("%d to %d%s", step.from, step.to, step.setup), func(t *testing.T) {
			source := pgtest.Get(t, step.from).NewDatabase(t)
			source.Exec(t, "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false"+step.setup+")")
			target := pgtest.Get(t, step.to).NewDatabase(t)
			executeAll(t, target, restoreOrderFor(readDatabase(t, source), step.to*10000))
			columns := "subenabled"
			if step.to >= StreamingSubscriptions.version() {
				columns += ", substream"
			}
			if step.to >= SubscriptionOwners.version() {
				columns += ", subrunasowner"
			}
			got := target.Rows(t, "SELECT "+columns+` FROM pg_subscription
 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`)
			if want := strings.ReplaceAll(strings.ReplaceAll(step.want, "false", "f"), "true", "t"); len(got) != 1 || got[0] != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func (f Feature) version() int { return f.versionNum() / 10000 }

// TestSubscriptionsOfOthers: who may not read them is told their names; those
// of other databases are none of ours.
func TestSubscriptionsOfOthers(t *testing.T) {
	for _, major := range []int{12, 16} {
		server := pgtest.Get(t, major)
		db, other := server.NewDatabase(t), server.NewDatabase(t)
		makeRoles(t, db)
		db.Exec(t, `CREATE SUBSCRIPTION "My S" CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)`)
		other.Exec(t, `CREATE SUBSCRIPTION theirs CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)`)
		if text := goldenText(readDatabase(t, db)); strings.Count(text, "CREATE SUBSCRIPTION") != 1 {
			t.Errorf("%d:\n%s", major, text)
		}
		read := readAs(t, db, "alice")
		if goldenText(read) != "" || len(read.Notices) != 1 ||
			read.Notices[0] != `SUBSCRIPTION "My S" is not dumped: user "alice" may not read it` {
			t.Errorf("%d: notices are %q, objects\n%s", major, read.Notices, goldenText(read))
		}
	}
}

func TestRedactConnection(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"host=a dbname=b", "host=a dbname=b"},
		{"host=a password=b", "host=a password=''"},
		{"password = 'it\\'s' host=b", "password = '' host=b"},
		{`password=a\ b host='x password=y'`, `password='' host='x password=y'`},
		{"sslpassword=x passfile='/a b' sslkey=k sslcert=c", "sslpassword='' passfile='' sslkey='' sslcert=c"},
		{"password='' host=b", "password='' host=b"},
		{"nonsense", ""},
		{"postgresql://u:p%40@h:5/d?sslmode=require", "postgresql://u:@h:5/d?sslmode=require"},
		{"postgres://u@h:5/d?password=x&application_name=y", "postgres://u@h:5/d?password=&application_name=y"},
		{"postgres://h:5432/d", "postgres://h:5432/d"},
	} {
		if got, found := redactConnection(c.in); got != c.want || found != (c.in != c.want) {
			t.Errorf("%s: %s, %t, want %s", c.in, got, found, c.want)
		}
	}
}

// TestFork: statements that only some targets need stand between those for all.
func TestFork(t *testing.T) {
	all := func(sql ...string) []Statement {
		var out []Statement
		for _, s := range sql {
			out = append(out, Statement{SQL: s})
		}
		return out
	}
	for _, c := range []struct {
		older, newer []Statement
		want         string
	}{
		{all("a", "b"), all("a", "b"), "a b"},
		{all("a", "b", "c"), all("a", "x", "c"), "a b<14 x>=14 c"},
		{all("a", "c"), all("a", "x", "y", "c"), "a x>=14 y>=14 c"},
		{all("a", "b"), nil, "a<14 b<14"},
		{all("a", "a"), all("a"), "a a<14"},
		{all("a", "z"), fork(all("b", "z"), all("c", "z"), 16), "a<14 b>=14<16 c>=16 z"},
	} {
		var got []string
		for _, s := range fork(c.older, c.newer, 14) {
			text := s.SQL
			if s.Since != 0 {
				text += fmt.Sprintf(">=%d", s.Since)
			}
			if s.Until != 0 {
				text += fmt.Sprintf("<%d", s.Until)
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
