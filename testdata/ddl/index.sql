-- #37
-- Indexes.
-- setup --
CREATE TABLE i (a integer, b text, c text COLLATE "C", d integer[]);
CREATE INDEX ON i (a);
CREATE UNIQUE INDEX "Odd ""i""" ON i (b, a);
CREATE INDEX ordered ON i (a DESC NULLS LAST, b ASC NULLS FIRST, c COLLATE "POSIX");
CREATE INDEX included ON i (a) INCLUDE (b, c) WITH (fillfactor = 70);
CREATE INDEX partial ON i (b) WHERE a > 5 AND b IS NOT NULL;
CREATE INDEX expressions ON i (lower(b), (a + 1), a);
ALTER INDEX expressions ALTER COLUMN 1 SET STATISTICS 500;
ALTER INDEX expressions ALTER COLUMN 2 SET STATISTICS 0;
CREATE INDEX opclass ON i (b text_pattern_ops, c varchar_pattern_ops);
CREATE INDEX arrays ON i USING gin (d) WITH (fastupdate = off, gin_pending_list_limit = 100);
CREATE INDEX hashed ON i USING hash (b);
CREATE INDEX ranged ON i USING brin (a) WITH (pages_per_range = 16);
CREATE INDEX clustered ON i (c);
ALTER TABLE i CLUSTER ON clustered;
ALTER TABLE i ALTER a SET NOT NULL;
CREATE UNIQUE INDEX identifying ON i (a);
ALTER TABLE i REPLICA IDENTITY USING INDEX identifying;
COMMENT ON INDEX partial IS 'partial';
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM i;
CREATE UNIQUE INDEX ON m (a);
-- want 12-15 --
CREATE TABLE "public"."i" (
    "a" integer NOT NULL,
    "b" "text",
    "c" "text" COLLATE "pg_catalog"."C",
    "d" integer[]
);
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "i"."a",
    "i"."b"
   FROM "public"."i"
  WITH NO DATA;
CREATE UNIQUE INDEX "Odd ""i""" ON "public"."i" USING "btree" ("b", "a");
CREATE INDEX "arrays" ON "public"."i" USING "gin" ("d") WITH ("fastupdate"='off', "gin_pending_list_limit"='100');
CREATE INDEX "clustered" ON "public"."i" USING "btree" ("c");
ALTER TABLE "public"."i" CLUSTER ON "clustered";
CREATE INDEX "expressions" ON "public"."i" USING "btree" ("lower"("b"), (("a" + 1)), "a");
ALTER INDEX "public"."expressions" ALTER COLUMN 1 SET STATISTICS 500;
ALTER INDEX "public"."expressions" ALTER COLUMN 2 SET STATISTICS 0;
CREATE INDEX "hashed" ON "public"."i" USING "hash" ("b");
CREATE INDEX "i_a_idx" ON "public"."i" USING "btree" ("a");
CREATE UNIQUE INDEX "identifying" ON "public"."i" USING "btree" ("a");
ALTER TABLE ONLY "public"."i" REPLICA IDENTITY USING INDEX "identifying";
CREATE INDEX "included" ON "public"."i" USING "btree" ("a") INCLUDE ("b", "c") WITH ("fillfactor"='70');
CREATE UNIQUE INDEX "m_a_idx" ON "public"."m" USING "btree" ("a");
CREATE INDEX "opclass" ON "public"."i" USING "btree" ("b" "text_pattern_ops", "c" "varchar_pattern_ops");
CREATE INDEX "ordered" ON "public"."i" USING "btree" ("a" DESC NULLS LAST, "b" NULLS FIRST, "c" COLLATE "POSIX");
CREATE INDEX "partial" ON "public"."i" USING "btree" ("b") WHERE (("a" > 5) AND ("b" IS NOT NULL));
COMMENT ON INDEX "public"."partial" IS 'partial';
CREATE INDEX "ranged" ON "public"."i" USING "brin" ("a") WITH ("pages_per_range"='16');
REFRESH MATERIALIZED VIEW "public"."m";
-- want 16-18 --
CREATE TABLE "public"."i" (
    "a" integer NOT NULL,
    "b" "text",
    "c" "text" COLLATE "pg_catalog"."C",
    "d" integer[]
);
CREATE MATERIALIZED VIEW "public"."m" AS
 SELECT "a",
    "b"
   FROM "public"."i"
  WITH NO DATA;
CREATE UNIQUE INDEX "Odd ""i""" ON "public"."i" USING "btree" ("b", "a");
CREATE INDEX "arrays" ON "public"."i" USING "gin" ("d") WITH ("fastupdate"='off', "gin_pending_list_limit"='100');
CREATE INDEX "clustered" ON "public"."i" USING "btree" ("c");
ALTER TABLE "public"."i" CLUSTER ON "clustered";
CREATE INDEX "expressions" ON "public"."i" USING "btree" ("lower"("b"), (("a" + 1)), "a");
ALTER INDEX "public"."expressions" ALTER COLUMN 1 SET STATISTICS 500;
ALTER INDEX "public"."expressions" ALTER COLUMN 2 SET STATISTICS 0;
CREATE INDEX "hashed" ON "public"."i" USING "hash" ("b");
CREATE INDEX "i_a_idx" ON "public"."i" USING "btree" ("a");
CREATE UNIQUE INDEX "identifying" ON "public"."i" USING "btree" ("a");
ALTER TABLE ONLY "public"."i" REPLICA IDENTITY USING INDEX "identifying";
CREATE INDEX "included" ON "public"."i" USING "btree" ("a") INCLUDE ("b", "c") WITH ("fillfactor"='70');
CREATE UNIQUE INDEX "m_a_idx" ON "public"."m" USING "btree" ("a");
CREATE INDEX "opclass" ON "public"."i" USING "btree" ("b" "text_pattern_ops", "c" "varchar_pattern_ops");
CREATE INDEX "ordered" ON "public"."i" USING "btree" ("a" DESC NULLS LAST, "b" NULLS FIRST, "c" COLLATE "POSIX");
CREATE INDEX "partial" ON "public"."i" USING "btree" ("b") WHERE (("a" > 5) AND ("b" IS NOT NULL));
COMMENT ON INDEX "public"."partial" IS 'partial';
CREATE INDEX "ranged" ON "public"."i" USING "brin" ("a") WITH ("pages_per_range"='16');
REFRESH MATERIALIZED VIEW "public"."m";
