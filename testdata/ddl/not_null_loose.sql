-- #17
-- Children that are nullable where their parent is not. pg_dump makes them
-- NOT NULL.
-- setup --
CREATE TABLE a (x integer, y integer);
CREATE TABLE loose () INHERITS (a);
CREATE TABLE loose_local (x integer) INHERITS (a);
CREATE TABLE tight (x integer NOT NULL) INHERITS (a);
CREATE TABLE tight_inherited () INHERITS (a);
ALTER TABLE tight_inherited ALTER y SET NOT NULL;
CREATE TABLE below_loose () INHERITS (loose);
ALTER TABLE ONLY a ALTER x SET NOT NULL, ALTER y SET NOT NULL;
ALTER TABLE below_loose ALTER x SET NOT NULL;
-- skip 18 because NOT NULL is inherited or NO INHERIT --
-- want --
CREATE TABLE "public"."a" (
    "x" integer NOT NULL,
    "y" integer NOT NULL
);
CREATE TABLE "public"."loose" ()
INHERITS ("public"."a");
ALTER TABLE ONLY "public"."loose"
    ALTER COLUMN "x" DROP NOT NULL,
    ALTER COLUMN "y" DROP NOT NULL;
CREATE TABLE "public"."below_loose" ()
INHERITS ("public"."loose");
ALTER TABLE ONLY "public"."below_loose"
    ALTER COLUMN "x" SET NOT NULL;
CREATE TABLE "public"."loose_local" (
    "x" integer
)
INHERITS ("public"."a");
ALTER TABLE ONLY "public"."loose_local"
    ALTER COLUMN "x" DROP NOT NULL,
    ALTER COLUMN "y" DROP NOT NULL;
CREATE TABLE "public"."tight" (
    "x" integer
)
INHERITS ("public"."a");
ALTER TABLE ONLY "public"."tight"
    ALTER COLUMN "y" DROP NOT NULL;
CREATE TABLE "public"."tight_inherited" ()
INHERITS ("public"."a");
ALTER TABLE ONLY "public"."tight_inherited"
    ALTER COLUMN "x" DROP NOT NULL;
