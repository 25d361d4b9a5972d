package catalog

import "fmt"

// Promscale's metrics are rows of its own tables; each has a hypertable, a
// partition of a member, and views, all made at run time. None of these works
// without the rows, and the rows mean nothing without the tables: a filter
// takes all or none.

// promscaleSchemas is where Promscale makes relations at run time
// (migration/idempotent/001-base.sql, 006-exemplar.sql).
var promscaleSchemas = map[string]bool{"prom_data": true, "prom_data_series": true, "prom_data_exemplar": true,
	"prom_series": true, "prom_metric": true}

// promscaleDefinitions are those of Promscale's configuration tables that say
// which metrics, labels and tags there are, with a condition for the rows that
// do ("true": all). The table of a metric's series has a constraint with the ID
// of the label that is its name. ids_epoch has one row, which CREATE EXTENSION
// leaves to a restore.
var promscaleDefinitions = map[string]string{
	"metric": "true", "label_key": "true", "label_key_position": "true", "label": "key = '__name__'",
	"default": "true", "remote_commands": "true", "exemplar": "true", "exemplar_label_key_position": "true",
	"ids_epoch": "true", "tag_key": "true",
}

// definition gives the condition for those rows of a configuration table that
// are definitions, "" if none is.
func (e *configEntry) definition() string {
	switch e.Extension {
	case timescaleName:
		return "true"
	case promscaleName:
		return promscaleDefinitions[e.Name]
	}
	return ""
}

// madeByPromscale gives the extension's name for what it has made at run time.
func (r *reader) madeByPromscale(o Object) string {
	switch o.(type) {
	case *Table, *TableData, *View:
		if c := o.common(); c.Extension == "" && promscaleSchemas[c.Schema] && r.config.has(promscaleName) {
			return promscaleName
		}
	}
	return ""
}

// keepPromscaleWhole refuses a part of Promscale.
func (sel *selection) keepPromscaleWhole() error {
	chosen, exists := sel.extensions[promscaleName]
	if !exists || sel.all {
		return nil
	}
	for _, rel := range sel.order {
		name := Qualified(rel.Schema, rel.Name)
		switch {
		case rel.Extension != "" || !promscaleSchemas[rel.Schema]:
		case sel.noExtensions[promscaleName]:
			rel.chosen, rel.excluded = false, true
		case chosen && !rel.chosen:
			return fmt.Errorf("%s cannot be left out alone: Promscale's own tables have rows about it; leave out its rows "+
				"with --exclude-table-data, or all of Promscale with --exclude-extension=promscale", name)
		case !chosen && rel.chosen:
			return fmt.Errorf("%s cannot be dumped alone: it is a part of Promscale, which works with all of its "+
				"metrics or not at all; a dump without -n, -t and -e has them", name)
		}
	}
	return nil
}
