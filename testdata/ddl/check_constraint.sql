-- #15, #35
-- Checks: inside CREATE TABLE, not valid ones afterwards, and in a loop with
-- their table.
-- setup --
CREATE TABLE c (a integer, b integer, CONSTRAINT "A b" CHECK (a > b), CHECK (a IS NOT NULL) NO INHERIT);
ALTER TABLE c ADD CONSTRAINT unproved CHECK (b > 0) NOT VALID;
COMMENT ON CONSTRAINT "A b" ON c IS 'inside';
COMMENT ON CONSTRAINT unproved ON c IS 'afterwards';
CREATE TABLE parent (a integer);
CREATE TABLE child_inherits () INHERITS (parent);
CREATE TABLE child_valid (CONSTRAINT big CHECK (a > 1)) INHERITS (parent);
CREATE TABLE child_local () INHERITS (parent);
ALTER TABLE child_local ADD CONSTRAINT big CHECK (a > 1) NOT VALID;
ALTER TABLE parent ADD CONSTRAINT big CHECK (a > 1) NOT VALID;
CREATE TABLE child_proved () INHERITS (parent);
ALTER TABLE child_inherits VALIDATE CONSTRAINT big;
CREATE TABLE row_check (a integer, b integer);
CREATE FUNCTION fine(row_check) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER TABLE row_check ADD CONSTRAINT whole_row CHECK (fine(row_check.*));
COMMENT ON CONSTRAINT whole_row ON row_check IS 'needs the row type';
CREATE TABLE p (a integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p (CONSTRAINT tiny CHECK (a < 90)) FOR VALUES FROM (10) TO (20);
ALTER TABLE p ADD CONSTRAINT tiny CHECK (a < 90) NOT VALID;
-- want --
CREATE TABLE "public"."c" (
    "a" integer,
    "b" integer,
    CONSTRAINT "A b" CHECK (("a" > "b")),
    CONSTRAINT "c_a_check" CHECK (("a" IS NOT NULL)) NO INHERIT
);
COMMENT ON CONSTRAINT "A b" ON "public"."c" IS 'inside';
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."p2" (
    "a" integer,
    CONSTRAINT "tiny" CHECK (("a" < 90))
);
CREATE TABLE "public"."parent" (
    "a" integer
);
CREATE TABLE "public"."child_inherits" ()
INHERITS ("public"."parent");
CREATE TABLE "public"."child_local" ()
INHERITS ("public"."parent");
CREATE TABLE "public"."child_proved" ()
INHERITS ("public"."parent");
CREATE TABLE "public"."child_valid" (
    CONSTRAINT "big" CHECK (("a" > 1))
)
INHERITS ("public"."parent");
CREATE TABLE "public"."row_check" (
    "a" integer,
    "b" integer
);
CREATE FUNCTION "public"."fine"("public"."row_check")
    RETURNS boolean
    LANGUAGE "sql" IMMUTABLE
    AS 'SELECT true';
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE "public"."child_local" ADD CONSTRAINT "big" CHECK (("a" > 1)) NOT VALID;
ALTER TABLE "public"."parent" ADD CONSTRAINT "big" CHECK (("a" > 1)) NOT VALID;
ALTER TABLE "public"."child_inherits" VALIDATE CONSTRAINT "big";
ALTER TABLE "public"."child_proved" VALIDATE CONSTRAINT "big";
ALTER TABLE "public"."p" ADD CONSTRAINT "tiny" CHECK (("a" < 90)) NOT VALID;
ALTER TABLE "public"."c" ADD CONSTRAINT "unproved" CHECK (("b" > 0)) NOT VALID;
COMMENT ON CONSTRAINT "unproved" ON "public"."c" IS 'afterwards';
ALTER TABLE "public"."row_check" ADD CONSTRAINT "whole_row" CHECK ("public"."fine"("row_check".*));
COMMENT ON CONSTRAINT "whole_row" ON "public"."row_check" IS 'needs the row type';
