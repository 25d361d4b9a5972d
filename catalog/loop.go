package catalog

// How dependency loops are broken. An object that can be written in two ways
// implements one of the interfaces below; which loop calls for which of them
// is decided here, by named rules, and nowhere else. The methods are called
// before any Define.
type (
	// inliner is a part whose definition may stand inside the statement of
	// the object that MemberOf names: a check constraint, a NOT NULL
	// constraint, a column default. As long as inline() is true, Define
	// gives nothing, the whole waits for what the part needs, and the part
	// does not wait for the whole. After separate(), inline() is false,
	// Define gives a statement of its own (ALTER TABLE ... ADD CONSTRAINT,
	// SET DEFAULT), and the whole's Define leaves the part out; section()
	// may then give another section.
	inliner interface {
		inline() bool
		separate()
	}

	// postponer is an object that can be made as an empty shape first: a
	// view. After postpone(), Define gives the dummy, which needs only the
	// types of its columns; the returned object (with Kind unset, its own
	// ID and Common, section PostData) puts the definition in, and takes
	// over all that the view needs.
	postponer interface{ postpone() Object }

	// mover can only be moved to the post-data section as a whole:
	// materialized views, functions with a parsed body. After move(),
	// section() gives PostData.
	mover interface{ move() }

	// sheller is a type whose functions need it to exist before it is
	// defined: shell() gives the object that makes the shell type
	// (ID{synShellType, OID, 0}; Kind unset), once.
	sheller interface{ shell() Object }
)
