package dump

import (
	"promark/archive"
	"promark/catalog"
)

var valueForms = map[catalog.ValueKind]archive.ValueForm{
	catalog.ArrayValue: archive.ArrayForm, catalog.RecordValue: archive.RecordForm,
	catalog.RangeValue: archive.RangeForm, catalog.MultirangeValue: archive.MultirangeForm,
	catalog.CompressedValue: archive.CompressedForm,
}

// valueTypes makes types for archive.Renumber of the catalog's, each once. There
// are no OIDs in them: values of two databases are compared without.
type valueTypes map[*catalog.ValueType]*archive.ValueType

// of gives the types of columns, nil if the values of none hold OIDs.
func (v valueTypes) of(columns []catalog.DataColumn) []*archive.ValueType {
	var out []*archive.ValueType
	for i, c := range columns {
		if c.Form == catalog.Native && c.Value != nil {
			if out == nil {
				out = make([]*archive.ValueType, len(columns))
			}
			out[i] = v.get(c.Value)
		}
	}
	return out
}

func (v valueTypes) get(from *catalog.ValueType) *archive.ValueType {
	if from == nil {
		return nil
	}
	if t := v[from]; t != nil {
		return t
	}
	t := &archive.ValueType{Form: valueForms[from.Kind], OIDs: make([]uint32, len(from.Parts))}
	v[from] = t
	for _, part := range from.Parts {
		t.Parts = append(t.Parts, v.get(part))
	}
	if len(from.Elements) > 0 {
		t.Elements = make(map[string]*archive.ValueType, len(from.Elements))
	}
	for name, element := range from.Elements {
		t.Elements[name] = v.get(element)
	}
	if t.Form == archive.MultirangeForm { // of ranges
		t.Parts = []*archive.ValueType{{Form: archive.RangeForm, Parts: t.Parts, OIDs: t.OIDs}}
	}
	return t
}
