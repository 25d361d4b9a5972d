package catalog

import "fmt"

// superuserOwned is part of kinds that can be given to superusers only. An
// owner who is no superuser any more keeps what he has, but nobody can make
// it his again.
type superuserOwned struct {
	OwnerIsSuperuser bool `db:"owner_superuser"`
}

// noOwnerStatement implements ownerless.
func (s superuserOwned) noOwnerStatement() bool { return !s.OwnerIsSuperuser }

// isSuperuser is SQL that tells whether the role with an OID is a superuser.
func isSuperuser(oid string) string {
	return "EXISTS (SELECT FROM pg_catalog.pg_roles su WHERE su.oid = " + oid + " AND su.rolsuper)"
}

// lostOwner tells of an owner that the copy will not have.
func (s superuserOwned) lostOwner(o Object) []string {
	if s.OwnerIsSuperuser {
		return nil
	}
	return []string{fmt.Sprintf("%s cannot be given to its owner %s, who is not a superuser: "+
		"it will belong to whoever restores it", o.Address(), Ident(o.common().Owner))}
}
