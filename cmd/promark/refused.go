package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// refused is an option of pg_dump or pg_restore that promark does not have,
// and why. OPTIONS.md holds the same for users.
type refused struct {
	name, short string
	reason      string
}

// refusedByDump and refusedByRestore answer who types what pg_dump and
// pg_restore would take.
func refusedByDump() []refused {
	return append([]refused{
		{"binary-upgrade", "", "it serves pg_upgrade alone"},
		{"clean", "c", "an archive always has what is needed: give --clean to promark restore"},
		{"column-inserts", "", "rows travel as COPY: INSERT would lose NaN payloads and be many times slower"},
		{"inserts", "", "rows travel as COPY: INSERT would lose NaN payloads and be many times slower"},
		{"rows-per-insert", "", "rows travel as COPY, not as INSERT"},
		{"on-conflict-do-nothing", "", "rows travel as COPY, not as INSERT"},
		{"disable-dollar-quoting", "", "definitions are quoted as the server gives them"},
		{"disable-triggers", "", "give it to promark restore"},
		{"encoding", "E", "rows keep the encoding of the database, so that nothing is converted or lost"},
		{"extra-float-digits", "", "floats travel in binary, with all their bits"},
		{"if-exists", "", "give it to promark restore, with --clean"},
		{"include-foreign-data", "", "rows of foreign tables belong to another server"},
		{"load-via-partition-root", "", "rows that may belong elsewhere in the copy go through the root by themselves"},
		{"no-sync", "", "an archive only appears under its name when it is on disk"},
		{"sync-method", "", "an archive only appears under its name when it is on disk"},
		{"quote-all-identifiers", "", "identifiers are always quoted"},
		{"snapshot", "", "tables are locked before the snapshot is taken; one taken elsewhere may miss rows of tables that were rewritten since"},
		{"statistics", "", "statistics are dumped unless --no-statistics is given"},
		{"superuser", "S", "triggers are disabled by a setting of the session: see --disable-triggers of promark restore"},
	}, refusedByBoth()...)
}

func refusedByRestore() []refused {
	return append([]refused{
		{"exit-on-error", "e", "a restore stops at the first error; --keep-going is the opposite"},
		{"file", "f", "promark script writes SQL; promark restore wants a database"},
		{"format", "F", "there is one format of archives"},
		{"list", "l", "promark list -l prints the list"},
		{"no-data-for-failed-tables", "", "a restore stops at the first error"},
		{"single-transaction", "1", "a parallel restore has a transaction for each group of definitions and each table"},
		{"transaction-size", "", "definitions travel in transactions of bounded size already"},
		{"statistics", "", "statistics are restored unless --no-statistics is given"},
		{"superuser", "S", "--disable-triggers needs a superuser to connect, or --role"},
	}, refusedByBoth()...)
}

func refusedByBoth() []refused {
	return []refused{
		{"enable-row-security", "", "a dump of the rows that row security happens to show is not a copy"},
		{"restrict-key", "", "a script is safe without: nothing in it can become a command of psql"},
		{"statistics-only", "", "statistics travel with their tables"},
		{"use-set-session-authorization", "", "owners are set with ALTER ... OWNER TO"},
		{"version", "V", "promark version shows it"},
		{"verbose", "v", "progress is shown on a terminal; --quiet is the opposite"},
	}
}

// refuse finds an option among args that promark refuses: args are looked at
// as far as pflag would read options.
func refuse(command string, list []refused, f *pflag.FlagSet, args []string) error {
	for _, arg := range args {
		if arg == "--" {
			return nil
		}
		name, isLong := strings.CutPrefix(arg, "--")
		name, _, _ = strings.Cut(name, "=")
		for _, r := range list {
			short := !isLong && r.short != "" && strings.HasPrefix(arg, "-"+r.short) && f.ShorthandLookup(r.short) == nil
			if isLong && name == r.name && f.Lookup(name) == nil || short {
				return usagef("%s: --%s is not supported: %s", command, r.name, r.reason)
			}
		}
	}
	return nil
}
