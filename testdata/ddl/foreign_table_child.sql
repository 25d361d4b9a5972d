-- #28
-- Foreign tables as children and partitions (number 28).
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER w FOREIGN DATA WRAPPER w;
CREATE TABLE parent (a integer NOT NULL, b text DEFAULT 'x', c integer CHECK (c > 0));
CREATE TABLE other (d integer);
CREATE FOREIGN TABLE child (e integer) INHERITS (parent, other) SERVER w OPTIONS (x 'y');
ALTER FOREIGN TABLE child ALTER a OPTIONS (ADD n '1', m '2=3'), ALTER b DROP DEFAULT, ALTER d SET DEFAULT 5,
    ALTER c SET NOT NULL;
ALTER FOREIGN TABLE child ADD CONSTRAINT own CHECK (e > 0);
CREATE FOREIGN TABLE turned (c integer CHECK (c > 0), b text, a integer NOT NULL) SERVER w;
ALTER TABLE turned ADD CONSTRAINT parent_c_check CHECK (c > 0);
ALTER FOREIGN TABLE turned INHERIT parent;
CREATE FOREIGN TABLE top (z integer) SERVER w;
CREATE TABLE below_foreign (y integer) INHERITS (top);
CREATE TABLE p (a integer NOT NULL, b text, CHECK (a <> 3)) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE FOREIGN TABLE p2 PARTITION OF p (b DEFAULT 'part') FOR VALUES IN (2) SERVER w OPTIONS (t 'p2');
ALTER FOREIGN TABLE p2 ALTER a OPTIONS (ADD k 'v');
CREATE FOREIGN TABLE p3 (b text, a integer NOT NULL, CONSTRAINT p_a_check CHECK (a <> 3)) SERVER w;
ALTER TABLE p ATTACH PARTITION p3 DEFAULT;
ALTER TABLE p ADD CONSTRAINT late CHECK (b <> '') NOT VALID;
CREATE INDEX ON p (b);
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER each AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION tr();
ALTER FOREIGN TABLE p2 DISABLE TRIGGER each;
-- a foreign table at the second level; an index that the server keeps waiting for it
CREATE TABLE q (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);
CREATE TABLE q2 PARTITION OF q FOR VALUES IN (2, 3) PARTITION BY LIST (a);
CREATE TABLE q22 PARTITION OF q2 FOR VALUES IN (2);
CREATE FOREIGN TABLE q23 PARTITION OF q2 FOR VALUES IN (3) SERVER w;
CREATE INDEX q_b ON q (b);
CREATE UNIQUE INDEX q_never ON ONLY q2 (a, b);
-- upgrade 12-17 to 18 because the NOT NULL of a partition made in 18 has its parent's name --
-- want 12-17 --
CREATE FUNCTION "public"."tr"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FOREIGN DATA WRAPPER "w";
CREATE SERVER "w" FOREIGN DATA WRAPPER "w";
CREATE TABLE "public"."other" (
    "d" integer
);
CREATE TABLE "public"."p" (
    "a" integer NOT NULL,
    "b" "text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."p1" (
    "a" integer NOT NULL,
    "b" "text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
);
CREATE TABLE "public"."parent" (
    "a" integer NOT NULL,
    "b" "text" DEFAULT 'x'::"text",
    "c" integer,
    CONSTRAINT "parent_c_check" CHECK (("c" > 0))
);
CREATE TABLE "public"."q" (
    "a" integer,
    "b" "text"
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."q1" (
    "a" integer,
    "b" "text"
);
CREATE TABLE "public"."q2" (
    "a" integer,
    "b" "text"
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."q22" (
    "a" integer,
    "b" "text"
);
CREATE FOREIGN TABLE "public"."child" (
    "e" integer,
    CONSTRAINT "own" CHECK (("e" > 0))
)
INHERITS ("public"."parent", "public"."other")
SERVER "w" OPTIONS ("x" 'y');
ALTER FOREIGN TABLE ONLY "public"."child"
    ALTER COLUMN "a" OPTIONS (ADD "n" '1', ADD "m" '2=3'),
    ALTER COLUMN "b" SET DEFAULT NULL,
    ALTER COLUMN "c" SET NOT NULL;
CREATE FOREIGN TABLE "public"."p2" (
    "a" integer OPTIONS ("k" 'v') NOT NULL,
    "b" "text" DEFAULT 'part'::"text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
SERVER "w" OPTIONS ("t" 'p2');
CREATE FOREIGN TABLE "public"."p3" (
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
SERVER "w";
CREATE FOREIGN TABLE "public"."q23" (
    "a" integer,
    "b" "text"
)
SERVER "w";
CREATE FOREIGN TABLE "public"."top" (
    "z" integer
)
SERVER "w";
CREATE TABLE "public"."below_foreign" (
    "y" integer
)
INHERITS ("public"."top");
CREATE FOREIGN TABLE "public"."turned" (
    "c" integer,
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "parent_c_check" CHECK (("c" > 0)),
    CONSTRAINT "turned_c_check" CHECK (("c" > 0))
)
SERVER "w";
ALTER FOREIGN TABLE ONLY "public"."turned" INHERIT "public"."parent";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q2" FOR VALUES IN (2, 3);
ALTER TABLE ONLY "public"."q2" ATTACH PARTITION "public"."q22" FOR VALUES IN (2);
ALTER FOREIGN TABLE ONLY "public"."child" ALTER COLUMN "d" SET DEFAULT 5;
CREATE INDEX "p_b_idx" ON ONLY "public"."p" USING "btree" ("b");
CREATE INDEX "p1_b_idx" ON "public"."p1" USING "btree" ("b");
CREATE INDEX "q_b" ON ONLY "public"."q" USING "btree" ("b");
CREATE INDEX "q1_b_idx" ON "public"."q1" USING "btree" ("b");
CREATE INDEX "q2_b_idx" ON ONLY "public"."q2" USING "btree" ("b");
CREATE INDEX "q22_b_idx" ON "public"."q22" USING "btree" ("b");
ALTER INDEX "public"."p_b_idx" ATTACH PARTITION "public"."p1_b_idx";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p3" DEFAULT;
ALTER TABLE "public"."p" ADD CONSTRAINT "late" CHECK (("b" <> ''::"text")) NOT VALID;
ALTER INDEX "public"."q_b" ATTACH PARTITION "public"."q1_b_idx";
ALTER INDEX "public"."q2_b_idx" ATTACH PARTITION "public"."q22_b_idx";
ALTER INDEX "public"."q_b" ATTACH PARTITION "public"."q2_b_idx";
ALTER TABLE ONLY "public"."q2" ATTACH PARTITION "public"."q23" FOR VALUES IN (3);
CREATE UNIQUE INDEX "q_never" ON ONLY "public"."q2" USING "btree" ("a", "b");
CREATE TRIGGER "each" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."tr"();
ALTER FOREIGN TABLE ONLY "public"."p2" DISABLE TRIGGER "each";
-- want 18 --
CREATE FUNCTION "public"."tr"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE FOREIGN DATA WRAPPER "w";
CREATE SERVER "w" FOREIGN DATA WRAPPER "w";
CREATE TABLE "public"."other" (
    "d" integer
);
CREATE TABLE "public"."p" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" "text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."p1" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" "text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
);
CREATE TABLE "public"."parent" (
    "a" integer NOT NULL,
    "b" "text" DEFAULT 'x'::"text",
    "c" integer,
    CONSTRAINT "parent_c_check" CHECK (("c" > 0))
);
CREATE TABLE "public"."q" (
    "a" integer,
    "b" "text"
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."q1" (
    "a" integer,
    "b" "text"
);
CREATE TABLE "public"."q2" (
    "a" integer,
    "b" "text"
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."q22" (
    "a" integer,
    "b" "text"
);
CREATE FOREIGN TABLE "public"."child" (
    "e" integer,
    CONSTRAINT "child_c_not_null" NOT NULL "c",
    CONSTRAINT "own" CHECK (("e" > 0))
)
INHERITS ("public"."parent", "public"."other")
SERVER "w" OPTIONS ("x" 'y');
ALTER FOREIGN TABLE ONLY "public"."child"
    ALTER COLUMN "a" OPTIONS (ADD "n" '1', ADD "m" '2=3'),
    ALTER COLUMN "b" SET DEFAULT NULL;
CREATE FOREIGN TABLE "public"."p2" (
    "a" integer OPTIONS ("k" 'v') CONSTRAINT "p_a_not_null" NOT NULL,
    "b" "text" DEFAULT 'part'::"text",
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
SERVER "w" OPTIONS ("t" 'p2');
CREATE FOREIGN TABLE "public"."p3" (
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "p_a_check" CHECK (("a" <> 3))
)
SERVER "w";
CREATE FOREIGN TABLE "public"."q23" (
    "a" integer,
    "b" "text"
)
SERVER "w";
CREATE FOREIGN TABLE "public"."top" (
    "z" integer
)
SERVER "w";
CREATE TABLE "public"."below_foreign" (
    "y" integer
)
INHERITS ("public"."top");
CREATE FOREIGN TABLE "public"."turned" (
    "c" integer,
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "parent_c_check" CHECK (("c" > 0)),
    CONSTRAINT "turned_c_check" CHECK (("c" > 0))
)
SERVER "w";
ALTER FOREIGN TABLE ONLY "public"."turned" INHERIT "public"."parent";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q2" FOR VALUES IN (2, 3);
ALTER TABLE ONLY "public"."q2" ATTACH PARTITION "public"."q22" FOR VALUES IN (2);
ALTER FOREIGN TABLE ONLY "public"."child" ALTER COLUMN "d" SET DEFAULT 5;
CREATE INDEX "p_b_idx" ON ONLY "public"."p" USING "btree" ("b");
CREATE INDEX "p1_b_idx" ON "public"."p1" USING "btree" ("b");
CREATE INDEX "q_b" ON ONLY "public"."q" USING "btree" ("b");
CREATE INDEX "q1_b_idx" ON "public"."q1" USING "btree" ("b");
CREATE INDEX "q2_b_idx" ON ONLY "public"."q2" USING "btree" ("b");
CREATE INDEX "q22_b_idx" ON "public"."q22" USING "btree" ("b");
ALTER INDEX "public"."p_b_idx" ATTACH PARTITION "public"."p1_b_idx";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p3" DEFAULT;
ALTER TABLE "public"."p" ADD CONSTRAINT "late" CHECK (("b" <> ''::"text")) NOT VALID;
ALTER INDEX "public"."q_b" ATTACH PARTITION "public"."q1_b_idx";
ALTER INDEX "public"."q2_b_idx" ATTACH PARTITION "public"."q22_b_idx";
ALTER INDEX "public"."q_b" ATTACH PARTITION "public"."q2_b_idx";
ALTER TABLE ONLY "public"."q2" ATTACH PARTITION "public"."q23" FOR VALUES IN (3);
CREATE UNIQUE INDEX "q_never" ON ONLY "public"."q2" USING "btree" ("a", "b");
CREATE TRIGGER "each" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."tr"();
ALTER FOREIGN TABLE ONLY "public"."p2" DISABLE TRIGGER "each";
