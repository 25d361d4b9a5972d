-- Plain inheritance: several parents, merged and added columns, local and
-- inherited NOT NULL and checks.
-- setup --
CREATE TABLE a (x integer NOT NULL, y text, CONSTRAINT x_positive CHECK (x > 0));
CREATE TABLE b (z integer DEFAULT 3, x integer);
CREATE TABLE ab (y text, own integer) INHERITS (a, b);
CREATE TABLE ab_child (CONSTRAINT own_check CHECK (own > 1)) INHERITS (ab);
ALTER TABLE a ADD late integer DEFAULT 9;
CREATE TABLE merged (x integer, CONSTRAINT x_positive CHECK (x > 0)) INHERITS (a);
CREATE TABLE ba () INHERITS (b, a);
CREATE TABLE joined (own integer, x integer NOT NULL, y text, late integer, CONSTRAINT x_positive CHECK (x > 0));
ALTER TABLE joined INHERIT a;
CREATE TABLE strict () INHERITS (b);
ALTER TABLE strict ALTER z SET NOT NULL;
CREATE TABLE alone (x integer, CONSTRAINT here CHECK (x > 5) NO INHERIT);
CREATE TABLE alone_child (CONSTRAINT here CHECK (x > 6)) INHERITS (alone);
COMMENT ON CONSTRAINT x_positive ON a IS 'of a';
COMMENT ON CONSTRAINT x_positive ON ab_child IS 'of ab_child: pg_dump loses comments on inherited checks';
