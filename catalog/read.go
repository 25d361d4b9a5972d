package catalog

import (
	"context"
	"fmt"
)

// reader is the state of one reading of a catalog. Families keep here what
// more than one kind needs (all relations, all types), loaded once.
type reader struct {
	server         *Server
	rels           *relations
	defaultList    []*Default
	constraintList []*Constraint
	indexList      []*Index
	sequenceList   []*Sequence
	types          dataTypes
	config         *configuration
	data           []*TableData
	hyper          map[uint32]bool // OIDs of hypertables

	viewRules map[uint32]viewQuery // by the view's OID

	domainConstraintList []*DomainConstraint
	notices              []string // what cannot be kept, as sentences
}

// Part says what a statement does for its object, so that a restore can
// leave parts out (no owners, no privileges, no comments).
type Part uint8

// Parts of an item's statements.
const (
	Definition Part = iota
	Owner
	Comment
	Label
	Privilege
	Setting
)

// Statement is one finished SQL statement, without a semicolon at its end.
type Statement struct {
	Part Part
	SQL  string
	// Since and Until bound the targets that the statement is meant for, as
	// server_version_num, Since <= target < Until; 0 is open.
	Since, Until int
}

// Item is one object in its place in the order: what becomes an archive entry.
type Item struct {
	ID         int // 1-based position
	Object     Object
	Kind       *Kind
	Section    Section
	Pass       Pass
	Table      string // the relation that it belongs to, for messages
	Statements []Statement
	Drop       string
	Needs      []int // IDs of items that must be there before
	Locks      []int // IDs of relation items that its statements lock
}

// Catalog is everything that was read.
type Catalog struct {
	Server *Server
	Items  []*Item
}

// Read reads the whole catalog in the connection's current transaction.
func Read(ctx context.Context, s *Server) (*Catalog, error) {
	r := &reader{server: s}
	var all []Object
	for _, k := range kinds {
		found, err := k.read(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("read catalog of kind %s: %w", k.Name, err)
		}
		for _, o := range found {
			c := o.common()
			c.Kind = k
			if c.ID == (ID{}) {
				c.ID = ID{Class: k.class, OID: c.OID}
			}
		}
		all = append(all, found...)
	}
	items := make([]*Item, len(all))
	for i, o := range all {
		items[i] = &Item{ID: i + 1, Object: o, Kind: o.common().Kind, Section: o.common().Kind.Section}
		for _, sql := range o.Define() {
			items[i].Statements = append(items[i].Statements, Statement{Part: Definition, SQL: sql})
		}
	}
	return &Catalog{Server: s, Items: items}, nil
}

// objects turns a slice of a concrete kind into objects.
func objects[T any, P interface {
	*T
	Object
}](in []*T) []Object {
	out := make([]Object, len(in))
	for i, o := range in {
		out[i] = P(o)
	}
	return out
}
