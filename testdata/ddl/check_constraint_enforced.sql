-- #18
-- NOT ENFORCED.
-- setup --
CREATE TABLE c (a integer, CONSTRAINT lax CHECK (a > 0) NOT ENFORCED, CONSTRAINT firm CHECK (a > 1));
CREATE TABLE heir () INHERITS (c);
CREATE TABLE target (a integer PRIMARY KEY);
CREATE TABLE f (a integer REFERENCES target NOT ENFORCED);
-- skip 12-17 because every constraint is enforced --
-- want --
CREATE TABLE "public"."c" (
    "a" integer,
    CONSTRAINT "firm" CHECK (("a" > 1))
);
CREATE TABLE "public"."f" (
    "a" integer
);
CREATE TABLE "public"."heir" ()
INHERITS ("public"."c");
CREATE TABLE "public"."target" (
    "a" integer NOT NULL
);
ALTER TABLE ONLY "public"."target" ADD CONSTRAINT "target_pkey" PRIMARY KEY ("a");
ALTER TABLE "public"."c" ADD CONSTRAINT "lax" CHECK (("a" > 0)) NOT ENFORCED;
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."target"("a") NOT ENFORCED;
