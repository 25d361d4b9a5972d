-- #22, #37, #64
-- Primary keys, unique and exclusion constraints.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE k (
  a integer, b integer, c text, r int4range,
  PRIMARY KEY (a, b),
  CONSTRAINT "odd ""u""" UNIQUE (c) INCLUDE (a, b) WITH (fillfactor = 60),
  CONSTRAINT later UNIQUE (b, c) DEFERRABLE,
  CONSTRAINT much_later UNIQUE (c, b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT apart EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 80) WHERE (a > 0),
  EXCLUDE USING btree (lower(c) WITH =) DEFERRABLE
);
ALTER TABLE k CLUSTER ON later;
ALTER TABLE k REPLICA IDENTITY USING INDEX k_pkey;
COMMENT ON CONSTRAINT later ON k IS 'a constraint';
COMMENT ON INDEX later IS 'its index';
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a), UNIQUE (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (gone text, b integer, a integer NOT NULL, CONSTRAINT own_name PRIMARY KEY (a));
ALTER TABLE p2 DROP gone;
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
-- want 12-17 --
CREATE TABLE "public"."k" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text",
    "r" "int4range"
);
CREATE TABLE "public"."p" (
    "a" integer NOT NULL,
    "b" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer NOT NULL,
    "b" integer
);
CREATE TABLE "public"."p2" (
    "b" integer,
    "a" integer NOT NULL
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "apart" EXCLUDE USING "gist" ("r" WITH &&) WITH ("fillfactor"='80') WHERE (("a" > 0));
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "k_lower_excl" EXCLUDE USING "btree" ("lower"("c") WITH =) DEFERRABLE;
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "k_pkey" PRIMARY KEY ("a", "b");
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "later" UNIQUE ("b", "c") DEFERRABLE;
COMMENT ON CONSTRAINT "later" ON "public"."k" IS 'a constraint';
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "much_later" UNIQUE ("c", "b") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "odd ""u""" UNIQUE ("c") INCLUDE ("a", "b") WITH ("fillfactor"='60');
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "p2_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "own_name" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."k" REPLICA IDENTITY USING INDEX "k_pkey";
ALTER TABLE "public"."k" CLUSTER ON "later";
COMMENT ON INDEX "public"."later" IS 'its index';
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."own_name";
ALTER INDEX "public"."p_a_b_key" ATTACH PARTITION "public"."p1_a_b_key";
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p1_pkey";
ALTER INDEX "public"."p_a_b_key" ATTACH PARTITION "public"."p2_a_b_key";
-- want 18 --
CREATE TABLE "public"."k" (
    "a" integer NOT NULL,
    "b" integer NOT NULL,
    "c" "text",
    "r" "int4range"
);
CREATE TABLE "public"."p" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer CONSTRAINT "p_a_not_null" NOT NULL,
    "b" integer
);
CREATE TABLE "public"."p2" (
    "b" integer,
    "a" integer NOT NULL
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "apart" EXCLUDE USING "gist" ("r" WITH &&) WITH ("fillfactor"='80') WHERE (("a" > 0));
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "k_lower_excl" EXCLUDE USING "btree" ("lower"("c") WITH =) DEFERRABLE;
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "k_pkey" PRIMARY KEY ("a", "b");
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "later" UNIQUE ("b", "c") DEFERRABLE;
COMMENT ON CONSTRAINT "later" ON "public"."k" IS 'a constraint';
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "much_later" UNIQUE ("c", "b") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY "public"."k" ADD CONSTRAINT "odd ""u""" UNIQUE ("c") INCLUDE ("a", "b") WITH ("fillfactor"='60');
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "p2_a_b_key" UNIQUE ("a", "b");
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "own_name" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."k" REPLICA IDENTITY USING INDEX "k_pkey";
ALTER TABLE "public"."k" CLUSTER ON "later";
COMMENT ON INDEX "public"."later" IS 'its index';
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."own_name";
ALTER INDEX "public"."p_a_b_key" ATTACH PARTITION "public"."p1_a_b_key";
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p1_pkey";
ALTER INDEX "public"."p_a_b_key" ATTACH PARTITION "public"."p2_a_b_key";
