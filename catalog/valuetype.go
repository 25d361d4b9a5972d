package catalog

// ValueType is a type whose binary values hold OIDs of types: an array or a
// composite type, or a range of one. A type that is made of itself is a circle.
type ValueType struct {
	Kind  ValueKind
	Parts []*ValueType // element, subtype or columns; nil: no OIDs in it
	// Elements are the types that compressed values may have, by schema and
	// name with a point between.
	Elements map[string]*ValueType
}

// ValueKind is what a type is.
type ValueKind uint8

const (
	ArrayValue ValueKind = iota
	RecordValue
	RangeValue
	MultirangeValue
	CompressedValue // of TimescaleDB
)

// value gives what a type is made of, nil if the binary form of its values is
// the same in every database. Every type is built once.
func (types dataTypes) value(oid uint32) *ValueType {
	t := types[oid]
	switch {
	case t == nil || types.ownName(oid):
		return nil
	case t.Type == 'd' && len(t.Parts) == 1:
		return types.value(t.Parts[0])
	case t.value != nil || t.valueKnown:
		return t.value
	}
	t.valueKnown = true
	if timescaleType(t) {
		t.value = types.compressedValue()
		return t.value
	}
	kind, parts := t.valueParts()
	if parts == nil && t.Type != 'c' {
		return nil
	}
	v := &ValueType{Kind: kind}
	t.value = v // a part may be made of it
	holds := kind == ArrayValue || kind == RecordValue
	for _, part := range parts {
		p := types.value(part)
		holds = holds || p != nil
		v.Parts = append(v.Parts, p)
	}
	if !holds {
		t.value = nil
	}
	return t.value
}

func (t *dataType) valueParts() (ValueKind, []uint32) {
	switch {
	case t.Type == 'c':
		return RecordValue, t.Columns
	case t.Type == 'r':
		return RangeValue, t.Parts
	case t.Type == 'm':
		return MultirangeValue, t.Parts
	case t.Array:
		return ArrayValue, t.Parts
	}
	return 0, nil
}

// compressedValue gives what a value of compressed_data may hold: it names the
// type of the values in it.
func (types dataTypes) compressedValue() *ValueType {
	elements := map[string]*ValueType{}
	for oid, t := range types {
		if v := types.value(oid); v != nil {
			elements[t.Schema+"."+t.Name] = v
		}
	}
	if len(elements) == 0 {
		return nil
	}
	return &ValueType{Kind: CompressedValue, Elements: elements}
}
