package catalog

import (
	"context"
	"fmt"
	"strings"
)

// Subscription is a row of pg_subscription, a catalog that all databases
// share. It is restored disabled and without connecting: the publisher knows
// the source, and two subscribers cannot share a slot.
type Subscription struct {
	Common
	superuserOwned
	Connection       string   `db:"connection"` // conninfo
	Slot             *string  `db:"slot"`       // nil: NONE
	Publications     []string `db:"publications"`
	Commit           string   `db:"commit"` // synchronous_commit
	Binary           bool     `db:"binary"`
	Streaming        string   `db:"streaming"` // off, on or parallel; its default is another since 18
	TwoPhase         bool     `db:"two_phase"`
	DisableOnError   bool     `db:"disable_on_error"`
	PasswordRequired bool     `db:"password_required"`
	RunAsOwner       bool     `db:"run_as_owner"` // before 16 all do
	Origin           string   `db:"origin"`
	Failover         bool     `db:"failover"`
	Skips            bool     `db:"skips"` // a transaction is marked to be skipped

	streams, chooses bool // the target has the options streaming, and run_as_owner
}

var subscriptionQuery = &query{
	name: "subscriptions",
	columns: []column{
		{"oid", all("s.oid")},
		{"name", all("s.subname")},
		{"owner", all("pg_catalog.pg_get_userbyid(s.subowner)")},
		{"owner_superuser", all(isSuperuser("s.subowner"))},
		{"connection", all("s.subconninfo")},
		{"slot", all("s.subslotname")},
		{"publications", all("s.subpublications")},
		{"commit", all("s.subsynccommit")},
		{"binary", from(14, "s.subbinary", 0, "false")},
		{"streaming", from(16, "CASE s.substream WHEN 'p' THEN 'parallel' WHEN 't' THEN 'on' ELSE 'off' END",
			14, "CASE WHEN s.substream THEN 'on' ELSE 'off' END", 0, "'off'")},
		{"two_phase", from(15, "s.subtwophasestate <> 'd'", 0, "false")},
		{"disable_on_error", from(15, "s.subdisableonerr", 0, "false")},
		{"skips", from(15, "s.subskiplsn <> '0/0'", 0, "false")},
		{"password_required", from(16, "s.subpasswordrequired", 0, "true")},
		{"run_as_owner", from(16, "s.subrunasowner", 0, "true")},
		{"origin", from(16, "s.suborigin", 0, "'any'")},
		{"failover", from(17, "s.subfailover", 0, "false")},
	},
	from: all("FROM pg_catalog.pg_subscription s WHERE " + ofThisDatabase),
}

const ofThisDatabase = `s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d
                     WHERE d.datname = pg_catalog.current_database())`

// Everybody may read the names, only some the connection strings.
var subscriptionNameQuery = &query{
	name: "names of subscriptions",
	columns: []column{
		{"name", all("s.subname")},
		{"readable", all("pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')")},
	},
	from: all("FROM pg_catalog.pg_subscription s WHERE " + ofThisDatabase + " ORDER BY 1"),
}

type subscriptionName struct {
	Name     string `db:"name"`
	Readable bool   `db:"readable"`
}

// readSubscriptions reads them if the user may: only superusers, and members
// of pg_read_all_data, may see how they connect. Others are told so, as by
// pg_dump.
func readSubscriptions(ctx context.Context, r *reader) ([]Object, error) {
	names, err := load[subscriptionName](ctx, r.server, subscriptionNameQuery)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	if !names[0].Readable {
		for _, n := range names {
			r.notices = append(r.notices, fmt.Sprintf("SUBSCRIPTION %s is not dumped: user %s may not read it",
				Ident(n.Name), Ident(r.server.User)))
		}
		return nil, nil
	}
	list, err := load[Subscription](ctx, r.server, subscriptionQuery)
	for _, s := range list {
		s.streams, s.chooses = r.server.Has(StreamingSubscriptions), r.server.Has(SubscriptionOwners)
	}
	return objects(list), err
}

// Address implements Object.
func (s *Subscription) Address() string { return "SUBSCRIPTION " + Ident(s.Name) }

// Drop implements dropper. It lets go of the slot first: to drop that as well,
// the server would have to reach the publisher, and could not take it back
// with the transaction. The copy names the same slot.
func (s *Subscription) Drop() string {
	return "DO LANGUAGE plpgsql " + dollarQuote("\nBEGIN\n  ALTER "+s.Address()+" DISABLE;\n  ALTER "+s.Address()+
		" SET (slot_name = NONE);\n  DROP "+s.Address()+";\nEND")
}

// noOwnerStatement implements ownerless: before 16 only superusers own one.
func (s *Subscription) noOwnerStatement() bool { return !s.chooses && !s.OwnerIsSuperuser }

// notices implements noticer.
func (s *Subscription) notices() []string {
	out := []string{s.Address() + " is restored disabled and without its tables' states: " +
		"enable it and refresh its publications when the publisher is ready"}
	if s.Skips {
		out = append(out, s.Address()+" has a transaction to skip: the copy will not skip it")
	}
	if s.noOwnerStatement() {
		out = append(out, s.lostOwner(s)...)
	}
	return out
}

// variant implements varier: the options that newer targets have, with
// another default than what the source does.
func (s *Subscription) variant() (int, Object) {
	v := *s
	switch {
	case !s.streams:
		v.streams = true
		return StreamingSubscriptions.versionNum(), &v
	case !s.chooses:
		v.chooses = true
		return SubscriptionOwners.versionNum(), &v
	}
	return 0, nil
}

// Define implements Object.
func (s *Subscription) Define() []string {
	return []string{"CREATE " + s.Address() + " CONNECTION " + Literal(s.Connection) +
		"\n    PUBLICATION " + Idents(s.Publications) + "\n    WITH (" + strings.Join(s.options(), ", ") + ")"}
}

// options writes what differs from the default of any target.
func (s *Subscription) options() []string {
	slot := "NONE"
	if s.Slot != nil {
		slot = Literal(*s.Slot)
	}
	out := []string{"connect = false", "slot_name = " + slot}
	if s.streams {
		out = append(out, "streaming = "+s.Streaming)
	}
	for _, o := range []struct {
		on   bool
		text string
	}{
		{s.Binary, "binary = true"},
		{s.TwoPhase, "two_phase = true"},
		{s.DisableOnError, "disable_on_error = true"},
		{s.chooses && !s.PasswordRequired, "password_required = false"},
		{s.chooses && s.RunAsOwner, "run_as_owner = true"},
		{s.Failover, "failover = true"},
		{s.Origin != "any", "origin = " + Literal(s.Origin)},
		{s.Commit != "off", "synchronous_commit = " + Literal(s.Commit)},
	} {
		if o.on {
			out = append(out, o.text)
		}
	}
	return out
}

// hasPassword says that the connection string holds one, which who is no
// superuser must give (src/backend/replication/libpqwalreceiver).
func (s *Subscription) hasPassword() bool {
	_, found := redactConnection(s.Connection)
	return found
}

// redacted implements secretive.
func (s *Subscription) redacted() Object {
	connection, found := redactConnection(s.Connection)
	if !found {
		return nil
	}
	out := *s
	out.Connection = connection
	return &out
}
