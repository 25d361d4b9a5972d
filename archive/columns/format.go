package columns

// The layout of a payload is in ../FORMAT.md, under "columns".

// form is how the values of a column are written.
type form byte

// The forms. A column whose values all have 1, 2, 4 or 8 bytes is fixed; its width is in the tag.
const (
	formNull       form = iota // every value is NULL
	formIntegers               // fixed
	formDecimals               // fixed, 4 or 8 bytes
	formDictionary             // fixed
	formTexts                  // varying: a dictionary
	formBytes                  // varying
	formStrips                 // of one length: byte planes
	formShared                 // varying: the bytes are in a stream of several columns
	formBatches                // varying: compressed batches of values, unpacked
	formArrays                 // varying: arrays of numbers
	formUnknown
)

// The tag of a column: the form, the width of fixed columns, and flags.
const (
	tagForm    = 0x0f
	tagWidth   = 4 // shift of the width's logarithm
	tagNulls   = 0x40
	tagGrouped = 0x80
)

// Limits of a payload.
const (
	// dictionaryMost is the number of entries of a dictionary: their numbers fit two planes.
	dictionaryMost = 1 << 16
	// stripsMost is the length of values that become strips; hashes have up to 64 bytes.
	stripsMost = 64
	// MaxColumns is the number of columns: PostgreSQL's MaxTupleAttributeNumber (htup_details.h),
	// which a query's result may have; tables have at most 1,600.
	MaxColumns = 1664
)

// fixed says whether values of that length can be numbers.
func fixed(length int) bool { return length == 1 || length == 2 || length == 4 || length == 8 }

// column is one column of a block.
type column struct {
	width int // of every value: 1, 2, 4 or 8; 0: they vary
	// cells are the values that are not NULL: numbers with their sign extended, or spans.
	cells []uint64
	nulls []byte // bitmap of the rows that are NULL; nil: there are none
	data  []byte // what spans are in
}
