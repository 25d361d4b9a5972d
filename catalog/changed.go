package catalog

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrChanged says that an object was dropped or replaced while the catalog
// was read. Definitions come from the current catalog and rows from the
// snapshot, so that both fit together only if nothing changed in between. The
// remedy is to start again with a new snapshot.
var ErrChanged = errors.New("dropped or replaced meanwhile")

// Changed reports whether an error means that the database changed under the
// reader's hands: [ErrChanged], or what servers say when an object that the
// snapshot shows is gone from the current catalog.
func Changed(err error) bool {
	if errors.Is(err, ErrChanged) {
		return true
	}
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		// A pg_get_... function gives NULL for an object that is gone.
		return err != nil && strings.Contains(err.Error(), "cannot scan NULL into")
	}
	switch pgErr.Code {
	case "42P01", // undefined_table
		"42703", // undefined_column
		"42704", // undefined_object
		"42883", // undefined_function
		"3F000", // invalid_schema_name
		"40001", // serialization_failure
		"40P01": // deadlock_detected
		return true
	}
	for _, text := range []string{"cache lookup failed", "could not open relation", "could not find tuple",
		"does not exist"} {
		if strings.Contains(pgErr.Message, text) {
			return true
		}
	}
	return false
}
