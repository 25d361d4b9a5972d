package dump

import (
	"promark/archive"
	"promark/catalog"
)

var valueForms = map[catalog.ValueKind]archive.ValueForm{
	catalog.ArrayValue: archive.ArrayForm, catalog.RecordValue: archive.RecordForm,
	catalog.RangeValue: archive.RangeForm, catalog.MultirangeValue: archive.MultirangeForm,
}

// valueTypes gives the types of columns for archive.Renumber, with no OIDs in
// them: values of two databases are compared without. nil if no column has any.
func valueTypes(columns []catalog.DataColumn) []*archive.ValueType {
	var out []*archive.ValueType
	var done map[*catalog.ValueType]*archive.ValueType
	for i, c := range columns {
		if c.Form == catalog.Native && c.Value != nil {
			if out == nil {
				out, done = make([]*archive.ValueType, len(columns)), map[*catalog.ValueType]*archive.ValueType{}
			}
			out[i] = valueType(c.Value, done)
		}
	}
	return out
}

func valueType(from *catalog.ValueType, done map[*catalog.ValueType]*archive.ValueType) *archive.ValueType {
	if from == nil {
		return nil
	}
	if t := done[from]; t != nil {
		return t
	}
	t := &archive.ValueType{Form: valueForms[from.Kind], OIDs: make([]uint32, len(from.Parts))}
	done[from] = t
	for _, part := range from.Parts {
		t.Parts = append(t.Parts, valueType(part, done))
	}
	if t.Form == archive.MultirangeForm { // of ranges
		t.Parts = []*archive.ValueType{{Form: archive.RangeForm, Parts: t.Parts, OIDs: t.OIDs}}
	}
	return t
}
