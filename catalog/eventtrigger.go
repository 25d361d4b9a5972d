package catalog

import (
	"context"
	"fmt"
	"strings"
)

// EventTrigger is a row of pg_event_trigger. Event triggers come last of
// all, as they would fire on the restore's own statements.
type EventTrigger struct {
	Common
	superuserOwned
	Event    string   `db:"event"`    // evtevent: ddl_command_start, login, ...
	Tags     []string `db:"tags"`     // nil: all
	Function string   `db:"function"` // qualified and quoted
	Enabled  string   `db:"enabled"`  // evtenabled: O, D, R or A
}

var eventTriggerQuery = &query{
	name: "event triggers",
	columns: []column{
		{"oid", all("e.oid")},
		{"name", all("e.evtname")},
		{"owner", all("pg_catalog.pg_get_userbyid(e.evtowner)")},
		{"owner_superuser", all(isSuperuser("e.evtowner"))},
		{"event", all("e.evtevent")},
		{"tags", all("e.evttags")},
		{"function", all("pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)")},
		{"enabled", all("e.evtenabled::text")},
	},
	from: all(`FROM pg_catalog.pg_event_trigger e
  JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace`),
}

func readEventTriggers(ctx context.Context, r *reader) ([]Object, error) {
	triggers, err := load[EventTrigger](ctx, r.server, eventTriggerQuery)
	return objects(triggers), err
}

// Address implements Object.
func (e *EventTrigger) Address() string { return "EVENT TRIGGER " + Ident(e.Name) }

// notices implements noticer.
func (e *EventTrigger) notices() []string { return e.lostOwner(e) }

// Define implements Object. TAG is the only filter variable that there is
// (src/backend/commands/event_trigger.c, CreateEventTrigger).
func (e *EventTrigger) Define() []string {
	create := "CREATE " + e.Address() + " ON " + Ident(e.Event)
	if len(e.Tags) > 0 {
		tags := make([]string, len(e.Tags))
		for i, t := range e.Tags {
			tags[i] = Literal(t)
		}
		create += "\n   WHEN TAG IN (" + strings.Join(tags, ", ") + ")"
	}
	statements := []string{create + "\n   EXECUTE FUNCTION " + e.Function + "()"}
	if e.Enabled != "O" {
		statements = append(statements, fmt.Sprintf("ALTER %s %s", e.Address(), enabledClause(e.Enabled)))
	}
	return statements
}
