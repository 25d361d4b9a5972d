-- #13, #14, #16
-- Plain inheritance: several parents, merged and added columns, local and
-- inherited NOT NULL and checks.
-- setup --
CREATE TABLE a (x integer NOT NULL, y text, CONSTRAINT x_positive CHECK (x > 0));
CREATE TABLE b (z integer DEFAULT 3, x integer);
CREATE TABLE ab (y text, own integer) INHERITS (a, b);
CREATE TABLE ab_child (CONSTRAINT own_check CHECK (own > 1)) INHERITS (ab);
CREATE TABLE merged (x integer, CONSTRAINT x_positive CHECK (x > 0)) INHERITS (a);
CREATE TABLE ba () INHERITS (b, a);
CREATE TABLE joined (own integer, x integer NOT NULL, y text, CONSTRAINT x_positive CHECK (x > 0));
ALTER TABLE joined INHERIT a;
CREATE TABLE strict () INHERITS (b);
ALTER TABLE strict ALTER z SET NOT NULL;
CREATE TABLE alone (x integer, CONSTRAINT here CHECK (x > 5) NO INHERIT);
CREATE TABLE alone_child (CONSTRAINT here CHECK (x > 6)) INHERITS (alone);
COMMENT ON CONSTRAINT x_positive ON a IS 'of a';
COMMENT ON CONSTRAINT x_positive ON ab_child IS 'of ab_child: pg_dump loses comments on inherited checks';
-- want 12-17 --
CREATE TABLE "public"."a" (
    "x" integer NOT NULL,
    "y" "text",
    CONSTRAINT "x_positive" CHECK (("x" > 0))
);
COMMENT ON CONSTRAINT "x_positive" ON "public"."a" IS 'of a';
CREATE TABLE "public"."alone" (
    "x" integer,
    CONSTRAINT "here" CHECK (("x" > 5)) NO INHERIT
);
CREATE TABLE "public"."alone_child" (
    CONSTRAINT "here" CHECK (("x" > 6))
)
INHERITS ("public"."alone");
CREATE TABLE "public"."b" (
    "z" integer DEFAULT 3,
    "x" integer
);
CREATE TABLE "public"."ab" (
    "y" "text",
    "own" integer
)
INHERITS ("public"."a", "public"."b");
CREATE TABLE "public"."ab_child" (
    CONSTRAINT "own_check" CHECK (("own" > 1))
)
INHERITS ("public"."ab");
COMMENT ON CONSTRAINT "x_positive" ON "public"."ab_child" IS 'of ab_child: pg_dump loses comments on inherited checks';
CREATE TABLE "public"."ba" ()
INHERITS ("public"."b", "public"."a");
CREATE TABLE "public"."joined" (
    "own" integer,
    "x" integer NOT NULL,
    "y" "text",
    CONSTRAINT "x_positive" CHECK (("x" > 0))
);
ALTER TABLE ONLY "public"."joined" INHERIT "public"."a";
CREATE TABLE "public"."merged" (
    "x" integer,
    CONSTRAINT "x_positive" CHECK (("x" > 0))
)
INHERITS ("public"."a");
CREATE TABLE "public"."strict" ()
INHERITS ("public"."b");
ALTER TABLE ONLY "public"."strict"
    ALTER COLUMN "z" SET NOT NULL;
ALTER TABLE ONLY "public"."ab" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."ab_child" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."ba" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."strict" ALTER COLUMN "z" SET DEFAULT 3;
-- want 18 --
CREATE TABLE "public"."a" (
    "x" integer NOT NULL,
    "y" "text",
    CONSTRAINT "x_positive" CHECK (("x" > 0))
);
COMMENT ON CONSTRAINT "x_positive" ON "public"."a" IS 'of a';
CREATE TABLE "public"."alone" (
    "x" integer,
    CONSTRAINT "here" CHECK (("x" > 5)) NO INHERIT
);
CREATE TABLE "public"."alone_child" (
    CONSTRAINT "here" CHECK (("x" > 6))
)
INHERITS ("public"."alone");
CREATE TABLE "public"."b" (
    "z" integer DEFAULT 3,
    "x" integer
);
CREATE TABLE "public"."ab" (
    "y" "text",
    "own" integer
)
INHERITS ("public"."a", "public"."b");
CREATE TABLE "public"."ab_child" (
    CONSTRAINT "own_check" CHECK (("own" > 1))
)
INHERITS ("public"."ab");
COMMENT ON CONSTRAINT "x_positive" ON "public"."ab_child" IS 'of ab_child: pg_dump loses comments on inherited checks';
CREATE TABLE "public"."ba" ()
INHERITS ("public"."b", "public"."a");
CREATE TABLE "public"."joined" (
    "own" integer,
    "x" integer NOT NULL,
    "y" "text",
    CONSTRAINT "x_positive" CHECK (("x" > 0))
);
ALTER TABLE ONLY "public"."joined" INHERIT "public"."a";
CREATE TABLE "public"."merged" (
    "x" integer,
    CONSTRAINT "x_positive" CHECK (("x" > 0))
)
INHERITS ("public"."a");
CREATE TABLE "public"."strict" (
    CONSTRAINT "strict_z_not_null" NOT NULL "z"
)
INHERITS ("public"."b");
ALTER TABLE ONLY "public"."ab" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."ab_child" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."ba" ALTER COLUMN "z" SET DEFAULT 3;
ALTER TABLE ONLY "public"."strict" ALTER COLUMN "z" SET DEFAULT 3;
