-- #20, #21
-- Foreign keys.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE t (a integer PRIMARY KEY, b integer, c integer, UNIQUE (b, c));
CREATE TABLE f (
  a integer REFERENCES t ON DELETE CASCADE ON UPDATE SET NULL,
  b integer, c integer DEFAULT 5,
  self integer UNIQUE REFERENCES f (self),
  CONSTRAINT "Both" FOREIGN KEY (b, c) REFERENCES t (b, c) MATCH FULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE f ADD CONSTRAINT unproved FOREIGN KEY (c) REFERENCES t NOT VALID;
COMMENT ON CONSTRAINT "Both" ON f IS 'both';
CREATE TABLE pt (a integer PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (a);
CREATE TABLE pt11 PARTITION OF pt1 FOR VALUES FROM (1) TO (5);
CREATE TABLE pf (a integer REFERENCES pt, b integer REFERENCES t ON DELETE RESTRICT) PARTITION BY LIST (b);
CREATE TABLE pf1 PARTITION OF pf FOR VALUES IN (1);
CREATE TABLE pf2 PARTITION OF pf (CONSTRAINT own FOREIGN KEY (a) REFERENCES t DEFERRABLE) FOR VALUES IN (2);
CREATE TABLE plain (a integer REFERENCES pt1 (a));
CREATE UNIQUE INDEX no_constraint ON f (b);
CREATE TABLE on_index (a integer REFERENCES f (b));
-- want 12-17 --
CREATE TABLE "public"."f" (
    "a" integer,
    "b" integer,
    "c" integer DEFAULT 5,
    "self" integer
);
CREATE TABLE "public"."on_index" (
    "a" integer
);
CREATE TABLE "public"."pf" (
    "a" integer,
    "b" integer
)
PARTITION BY LIST ("b");
CREATE TABLE "public"."pf1" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."pf2" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."plain" (
    "a" integer
);
CREATE TABLE "public"."pt" (
    "a" integer NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."pt1" (
    "a" integer NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."pt11" (
    "a" integer NOT NULL
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" integer
);
ALTER TABLE ONLY "public"."pf" ATTACH PARTITION "public"."pf1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."pf" ATTACH PARTITION "public"."pf2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."pt" ATTACH PARTITION "public"."pt1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."pt1" ATTACH PARTITION "public"."pt11" FOR VALUES FROM (1) TO (5);
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_self_key" UNIQUE ("self");
ALTER TABLE ONLY "public"."pt" ADD CONSTRAINT "pt_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."pt1" ADD CONSTRAINT "pt1_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."pt11" ADD CONSTRAINT "pt11_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_b_c_key" UNIQUE ("b", "c");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
CREATE UNIQUE INDEX "no_constraint" ON "public"."f" USING "btree" ("b");
ALTER INDEX "public"."pt1_pkey" ATTACH PARTITION "public"."pt11_pkey";
ALTER INDEX "public"."pt_pkey" ATTACH PARTITION "public"."pt1_pkey";
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "Both" FOREIGN KEY ("b", "c") REFERENCES "public"."t"("b", "c") MATCH FULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT "Both" ON "public"."f" IS 'both';
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."t"("a") ON UPDATE SET NULL ON DELETE CASCADE;
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_self_fkey" FOREIGN KEY ("self") REFERENCES "public"."f"("self");
ALTER TABLE ONLY "public"."on_index" ADD CONSTRAINT "on_index_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."f"("b");
ALTER TABLE "public"."pf" ADD CONSTRAINT "pf_b_fkey" FOREIGN KEY ("b") REFERENCES "public"."t"("a") ON DELETE RESTRICT;
ALTER TABLE "public"."pf" ADD CONSTRAINT "pf_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."pt"("a");
ALTER TABLE ONLY "public"."pf2" ADD CONSTRAINT "own" FOREIGN KEY ("a") REFERENCES "public"."t"("a") DEFERRABLE;
ALTER TABLE ONLY "public"."plain" ADD CONSTRAINT "plain_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."pt1"("a");
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "unproved" FOREIGN KEY ("c") REFERENCES "public"."t"("a") NOT VALID;
-- want 18 --
CREATE TABLE "public"."f" (
    "a" integer,
    "b" integer,
    "c" integer DEFAULT 5,
    "self" integer
);
CREATE TABLE "public"."on_index" (
    "a" integer
);
CREATE TABLE "public"."pf" (
    "a" integer,
    "b" integer
)
PARTITION BY LIST ("b");
CREATE TABLE "public"."pf1" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."pf2" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."plain" (
    "a" integer
);
CREATE TABLE "public"."pt" (
    "a" integer CONSTRAINT "pt_a_not_null" NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."pt1" (
    "a" integer CONSTRAINT "pt_a_not_null" NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."pt11" (
    "a" integer CONSTRAINT "pt_a_not_null" NOT NULL
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer,
    "c" integer
);
ALTER TABLE ONLY "public"."pf" ATTACH PARTITION "public"."pf1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."pf" ATTACH PARTITION "public"."pf2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."pt" ATTACH PARTITION "public"."pt1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."pt1" ATTACH PARTITION "public"."pt11" FOR VALUES FROM (1) TO (5);
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_self_key" UNIQUE ("self");
ALTER TABLE ONLY "public"."pt" ADD CONSTRAINT "pt_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."pt1" ADD CONSTRAINT "pt1_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."pt11" ADD CONSTRAINT "pt11_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_b_c_key" UNIQUE ("b", "c");
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
CREATE UNIQUE INDEX "no_constraint" ON "public"."f" USING "btree" ("b");
ALTER INDEX "public"."pt1_pkey" ATTACH PARTITION "public"."pt11_pkey";
ALTER INDEX "public"."pt_pkey" ATTACH PARTITION "public"."pt1_pkey";
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "Both" FOREIGN KEY ("b", "c") REFERENCES "public"."t"("b", "c") MATCH FULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT "Both" ON "public"."f" IS 'both';
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."t"("a") ON UPDATE SET NULL ON DELETE CASCADE;
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_self_fkey" FOREIGN KEY ("self") REFERENCES "public"."f"("self");
ALTER TABLE ONLY "public"."on_index" ADD CONSTRAINT "on_index_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."f"("b");
ALTER TABLE "public"."pf" ADD CONSTRAINT "pf_b_fkey" FOREIGN KEY ("b") REFERENCES "public"."t"("a") ON DELETE RESTRICT;
ALTER TABLE "public"."pf" ADD CONSTRAINT "pf_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."pt"("a");
ALTER TABLE ONLY "public"."pf2" ADD CONSTRAINT "own" FOREIGN KEY ("a") REFERENCES "public"."t"("a") DEFERRABLE;
ALTER TABLE ONLY "public"."plain" ADD CONSTRAINT "plain_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."pt1"("a");
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "unproved" FOREIGN KEY ("c") REFERENCES "public"."t"("a") NOT VALID;
