-- #17, #64
-- Named NOT NULL constraints. pg_dump 18 forgets to quote the name of one
-- whose column is inherited, and its copy then has another name.
-- setup --
CREATE TABLE n (a integer NOT NULL, b integer CONSTRAINT "B n" NOT NULL, c integer NOT NULL NO INHERIT, d integer CONSTRAINT dn NOT NULL NO INHERIT, e integer PRIMARY KEY);
ALTER TABLE n RENAME COLUMN a TO a2;
COMMENT ON CONSTRAINT "B n" ON n IS 'named';
CREATE TABLE heir () INHERITS (n);
ALTER TABLE heir ADD CONSTRAINT "Heir c" NOT NULL c;
CREATE TABLE later (a integer, b integer);
CREATE TABLE later_child () INHERITS (later);
CREATE TABLE later_proved () INHERITS (later);
CREATE TABLE later_local (a integer CONSTRAINT own_name NOT NULL) INHERITS (later);
ALTER TABLE later ADD CONSTRAINT unproved NOT NULL a NOT VALID;
ALTER TABLE later_proved VALIDATE CONSTRAINT unproved;
COMMENT ON CONSTRAINT unproved ON later IS 'afterwards';
CREATE TABLE "first" (x integer CONSTRAINT second_a_not_null NOT NULL);
CREATE TABLE "second" (a integer NOT NULL);
CREATE TABLE p (a integer NOT NULL, b integer CONSTRAINT p_b NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (b integer CONSTRAINT own_b NOT NULL, a integer NOT NULL);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
-- skip 12-17 because NOT NULL has no name --
-- want --
CREATE TABLE "public"."first" (
    "x" integer CONSTRAINT "second_a_not_null" NOT NULL
);
CREATE TABLE "public"."later" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."later_child" ()
INHERITS ("public"."later");
CREATE TABLE "public"."later_local" (
    "a" integer CONSTRAINT "own_name" NOT NULL
)
INHERITS ("public"."later");
CREATE TABLE "public"."later_proved" ()
INHERITS ("public"."later");
CREATE TABLE "public"."n" (
    "a2" integer CONSTRAINT "n_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "B n" NOT NULL,
    "c" integer NOT NULL NO INHERIT,
    "d" integer CONSTRAINT "dn" NOT NULL NO INHERIT,
    "e" integer NOT NULL
);
COMMENT ON CONSTRAINT "B n" ON "public"."n" IS 'named';
CREATE TABLE "public"."heir" (
    CONSTRAINT "Heir c" NOT NULL "c"
)
INHERITS ("public"."n");
CREATE TABLE "public"."p" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b" NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b" NOT NULL
);
CREATE TABLE "public"."p2" (
    "b" integer CONSTRAINT "own_b" NOT NULL,
    "a" integer NOT NULL
);
CREATE TABLE "public"."second" (
    "a" integer CONSTRAINT "second_a_not_null1" NOT NULL
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."n" ADD CONSTRAINT "n_pkey" PRIMARY KEY ("e");
ALTER TABLE "public"."later" ADD CONSTRAINT "unproved" NOT NULL "a" NOT VALID;
COMMENT ON CONSTRAINT "unproved" ON "public"."later" IS 'afterwards';
ALTER TABLE "public"."later_proved" VALIDATE CONSTRAINT "unproved";
