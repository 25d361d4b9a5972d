-- #37
-- NULLS NOT DISTINCT.
-- setup --
CREATE TABLE n (a integer UNIQUE NULLS NOT DISTINCT, b integer, c integer, UNIQUE NULLS NOT DISTINCT (b) INCLUDE (c));
CREATE UNIQUE INDEX i ON n (c) NULLS NOT DISTINCT;
-- skip 12-14 because nulls are always distinct --
-- want --
CREATE TABLE "public"."n" (
    "a" integer,
    "b" integer,
    "c" integer
);
ALTER TABLE ONLY "public"."n" ADD CONSTRAINT "n_a_key" UNIQUE NULLS NOT DISTINCT ("a");
ALTER TABLE ONLY "public"."n" ADD CONSTRAINT "n_b_c_key" UNIQUE NULLS NOT DISTINCT ("b") INCLUDE ("c");
CREATE UNIQUE INDEX "i" ON "public"."n" USING "btree" ("c") NULLS NOT DISTINCT;
