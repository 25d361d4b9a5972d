-- #23, #24
-- Indexes of partitioned tables.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE p (a integer, b integer, c text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
CREATE TABLE p21 PARTITION OF p2 FOR VALUES IN (1);
CREATE INDEX everywhere ON p (b);
CREATE INDEX "Expr" ON p (lower(c)) WHERE a > 3;
CREATE INDEX own ON p1 (c);
CREATE INDEX half ON ONLY p (c);
ALTER INDEX half ATTACH PARTITION own;
CREATE INDEX alone ON p1 (a);
CREATE UNIQUE INDEX u ON p (a, b);
ALTER TABLE p ALTER a SET NOT NULL, ALTER b SET NOT NULL;
CREATE TABLE lonely (a integer) PARTITION BY RANGE (a);
CREATE INDEX lonely_a ON ONLY lonely (a);
CREATE TABLE mixed (a integer NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE mixed1 PARTITION OF mixed FOR VALUES FROM (1) TO (10);
ALTER TABLE mixed1 ADD CONSTRAINT key_of_part PRIMARY KEY (a);
CREATE UNIQUE INDEX index_of_whole ON mixed (a);
COMMENT ON INDEX everywhere IS 'whole';
COMMENT ON INDEX p1_b_idx IS 'part';
-- want 12-17 --
CREATE TABLE "public"."lonely" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."mixed" (
    "a" integer NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."mixed1" (
    "a" integer NOT NULL
);
CREATE TABLE "public"."p" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text"
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text"
);
CREATE TABLE "public"."p2" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text"
)
PARTITION BY LIST ("b");
CREATE TABLE "public"."p21" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text"
);
ALTER TABLE ONLY "public"."mixed" ATTACH PARTITION "public"."mixed1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."p2" ATTACH PARTITION "public"."p21" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."mixed1" ADD CONSTRAINT "key_of_part" PRIMARY KEY ("a");
CREATE INDEX "Expr" ON ONLY "public"."p" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "alone" ON "public"."p1" USING "btree" ("a");
CREATE INDEX "everywhere" ON ONLY "public"."p" USING "btree" ("b");
COMMENT ON INDEX "public"."everywhere" IS 'whole';
CREATE INDEX "half" ON ONLY "public"."p" USING "btree" ("c");
CREATE UNIQUE INDEX "index_of_whole" ON ONLY "public"."mixed" USING "btree" ("a");
CREATE INDEX "lonely_a" ON ONLY "public"."lonely" USING "btree" ("a");
CREATE INDEX "own" ON "public"."p1" USING "btree" ("c");
CREATE INDEX "p1_b_idx" ON "public"."p1" USING "btree" ("b");
COMMENT ON INDEX "public"."p1_b_idx" IS 'part';
CREATE INDEX "p1_lower_idx" ON "public"."p1" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "p2_b_idx" ON ONLY "public"."p2" USING "btree" ("b");
CREATE INDEX "p21_b_idx" ON "public"."p21" USING "btree" ("b");
CREATE INDEX "p2_lower_idx" ON ONLY "public"."p2" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "p21_lower_idx" ON "public"."p21" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE UNIQUE INDEX "u" ON ONLY "public"."p" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p1_a_b_idx" ON "public"."p1" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p2_a_b_idx" ON ONLY "public"."p2" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p21_a_b_idx" ON "public"."p21" USING "btree" ("a", "b");
ALTER INDEX "public"."index_of_whole" ATTACH PARTITION "public"."key_of_part";
ALTER INDEX "public"."half" ATTACH PARTITION "public"."own";
ALTER INDEX "public"."u" ATTACH PARTITION "public"."p1_a_b_idx";
ALTER INDEX "public"."everywhere" ATTACH PARTITION "public"."p1_b_idx";
ALTER INDEX "public"."Expr" ATTACH PARTITION "public"."p1_lower_idx";
ALTER INDEX "public"."p2_a_b_idx" ATTACH PARTITION "public"."p21_a_b_idx";
ALTER INDEX "public"."p2_b_idx" ATTACH PARTITION "public"."p21_b_idx";
ALTER INDEX "public"."p2_lower_idx" ATTACH PARTITION "public"."p21_lower_idx";
ALTER INDEX "public"."u" ATTACH PARTITION "public"."p2_a_b_idx";
ALTER INDEX "public"."everywhere" ATTACH PARTITION "public"."p2_b_idx";
ALTER INDEX "public"."Expr" ATTACH PARTITION "public"."p2_lower_idx";
-- want 18 --
CREATE TABLE "public"."lonely" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."mixed" (
    "a" integer CONSTRAINT "mixed_a_not_null" NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."mixed1" (
    "a" integer CONSTRAINT "mixed_a_not_null" NOT NULL
);
CREATE TABLE "public"."p" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b_not_null" NOT NULL,
    "c" "text"
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b_not_null" NOT NULL,
    "c" "text"
);
CREATE TABLE "public"."p2" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b_not_null" NOT NULL,
    "c" "text"
)
PARTITION BY LIST ("b");
CREATE TABLE "public"."p21" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer CONSTRAINT "p_b_not_null" NOT NULL,
    "c" "text"
);
ALTER TABLE ONLY "public"."mixed" ATTACH PARTITION "public"."mixed1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."p2" ATTACH PARTITION "public"."p21" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."mixed1" ADD CONSTRAINT "key_of_part" PRIMARY KEY ("a");
CREATE INDEX "Expr" ON ONLY "public"."p" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "alone" ON "public"."p1" USING "btree" ("a");
CREATE INDEX "everywhere" ON ONLY "public"."p" USING "btree" ("b");
COMMENT ON INDEX "public"."everywhere" IS 'whole';
CREATE INDEX "half" ON ONLY "public"."p" USING "btree" ("c");
CREATE UNIQUE INDEX "index_of_whole" ON ONLY "public"."mixed" USING "btree" ("a");
CREATE INDEX "lonely_a" ON ONLY "public"."lonely" USING "btree" ("a");
CREATE INDEX "own" ON "public"."p1" USING "btree" ("c");
CREATE INDEX "p1_b_idx" ON "public"."p1" USING "btree" ("b");
COMMENT ON INDEX "public"."p1_b_idx" IS 'part';
CREATE INDEX "p1_lower_idx" ON "public"."p1" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "p2_b_idx" ON ONLY "public"."p2" USING "btree" ("b");
CREATE INDEX "p21_b_idx" ON "public"."p21" USING "btree" ("b");
CREATE INDEX "p2_lower_idx" ON ONLY "public"."p2" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE INDEX "p21_lower_idx" ON "public"."p21" USING "btree" ("lower"("c")) WHERE ("a" > 3);
CREATE UNIQUE INDEX "u" ON ONLY "public"."p" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p1_a_b_idx" ON "public"."p1" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p2_a_b_idx" ON ONLY "public"."p2" USING "btree" ("a", "b");
CREATE UNIQUE INDEX "p21_a_b_idx" ON "public"."p21" USING "btree" ("a", "b");
ALTER INDEX "public"."index_of_whole" ATTACH PARTITION "public"."key_of_part";
ALTER INDEX "public"."half" ATTACH PARTITION "public"."own";
ALTER INDEX "public"."u" ATTACH PARTITION "public"."p1_a_b_idx";
ALTER INDEX "public"."everywhere" ATTACH PARTITION "public"."p1_b_idx";
ALTER INDEX "public"."Expr" ATTACH PARTITION "public"."p1_lower_idx";
ALTER INDEX "public"."p2_a_b_idx" ATTACH PARTITION "public"."p21_a_b_idx";
ALTER INDEX "public"."p2_b_idx" ATTACH PARTITION "public"."p21_b_idx";
ALTER INDEX "public"."p2_lower_idx" ATTACH PARTITION "public"."p21_lower_idx";
ALTER INDEX "public"."u" ATTACH PARTITION "public"."p2_a_b_idx";
ALTER INDEX "public"."everywhere" ATTACH PARTITION "public"."p2_b_idx";
ALTER INDEX "public"."Expr" ATTACH PARTITION "public"."p2_lower_idx";
