-- #20, #22
-- Foreign keys between partitioned tables, and of one to itself.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE tree (id bigint PRIMARY KEY, above bigint REFERENCES tree ON DELETE CASCADE) PARTITION BY RANGE (id);
CREATE TABLE tree1 PARTITION OF tree FOR VALUES FROM (1) TO (10);
CREATE TABLE tree2 (above bigint, gone text, id bigint NOT NULL);
ALTER TABLE tree2 DROP gone;
ALTER TABLE tree ATTACH PARTITION tree2 FOR VALUES FROM (10) TO (20);
CREATE TABLE a (x integer, y integer, PRIMARY KEY (x, y)) PARTITION BY RANGE (x);
CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (10) PARTITION BY LIST (y);
CREATE TABLE a11 PARTITION OF a1 FOR VALUES IN (1);
CREATE TABLE a12 PARTITION OF a1 FOR VALUES IN (2);
CREATE TABLE b (x integer, y integer, CONSTRAINT "To a" FOREIGN KEY (x, y) REFERENCES a DEFERRABLE) PARTITION BY LIST (y);
CREATE TABLE b1 PARTITION OF b FOR VALUES IN (1) PARTITION BY RANGE (x);
CREATE TABLE b11 PARTITION OF b1 FOR VALUES FROM (1) TO (5);
INSERT INTO a VALUES (1, 1), (2, 2);
INSERT INTO b VALUES (1, 1);
-- want 12-17 --
CREATE TABLE "public"."a" (
    "x" integer NOT NULL,
    "y" integer NOT NULL
)
PARTITION BY RANGE ("x");
CREATE TABLE "public"."a1" (
    "x" integer NOT NULL,
    "y" integer NOT NULL
)
PARTITION BY LIST ("y");
CREATE TABLE "public"."a11" (
    "x" integer NOT NULL,
    "y" integer NOT NULL
);
CREATE TABLE "public"."a12" (
    "x" integer NOT NULL,
    "y" integer NOT NULL
);
CREATE TABLE "public"."b" (
    "x" integer,
    "y" integer
)
PARTITION BY LIST ("y");
CREATE TABLE "public"."b1" (
    "x" integer,
    "y" integer
)
PARTITION BY RANGE ("x");
CREATE TABLE "public"."b11" (
    "x" integer,
    "y" integer
);
CREATE TABLE "public"."tree" (
    "id" bigint NOT NULL,
    "above" bigint
)
PARTITION BY RANGE ("id");
CREATE TABLE "public"."tree1" (
    "id" bigint NOT NULL,
    "above" bigint
);
CREATE TABLE "public"."tree2" (
    "above" bigint,
    "id" bigint NOT NULL
);
ALTER TABLE ONLY "public"."a" ATTACH PARTITION "public"."a1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."a1" ATTACH PARTITION "public"."a11" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."a1" ATTACH PARTITION "public"."a12" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."b" ATTACH PARTITION "public"."b1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."b1" ATTACH PARTITION "public"."b11" FOR VALUES FROM (1) TO (5);
ALTER TABLE ONLY "public"."tree" ATTACH PARTITION "public"."tree1" FOR VALUES FROM ('1') TO ('10');
ALTER TABLE ONLY "public"."tree" ATTACH PARTITION "public"."tree2" FOR VALUES FROM ('10') TO ('20');
ALTER TABLE ONLY "public"."a" ADD CONSTRAINT "a_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a1" ADD CONSTRAINT "a1_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a11" ADD CONSTRAINT "a11_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a12" ADD CONSTRAINT "a12_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."tree" ADD CONSTRAINT "tree_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."tree1" ADD CONSTRAINT "tree1_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."tree2" ADD CONSTRAINT "tree2_pkey" PRIMARY KEY ("id");
ALTER INDEX "public"."a1_pkey" ATTACH PARTITION "public"."a11_pkey";
ALTER INDEX "public"."a1_pkey" ATTACH PARTITION "public"."a12_pkey";
ALTER INDEX "public"."a_pkey" ATTACH PARTITION "public"."a1_pkey";
ALTER INDEX "public"."tree_pkey" ATTACH PARTITION "public"."tree1_pkey";
ALTER INDEX "public"."tree_pkey" ATTACH PARTITION "public"."tree2_pkey";
ALTER TABLE "public"."b" ADD CONSTRAINT "To a" FOREIGN KEY ("x", "y") REFERENCES "public"."a"("x", "y") DEFERRABLE;
ALTER TABLE "public"."tree" ADD CONSTRAINT "tree_above_fkey" FOREIGN KEY ("above") REFERENCES "public"."tree"("id") ON DELETE CASCADE;
-- want 18 --
CREATE TABLE "public"."a" (
    "x" integer CONSTRAINT "a_x_not_null" NOT NULL,
    "y" integer CONSTRAINT "a_y_not_null" NOT NULL
)
PARTITION BY RANGE ("x");
CREATE TABLE "public"."a1" (
    "x" integer CONSTRAINT "a_x_not_null" NOT NULL,
    "y" integer CONSTRAINT "a_y_not_null" NOT NULL
)
PARTITION BY LIST ("y");
CREATE TABLE "public"."a11" (
    "x" integer CONSTRAINT "a_x_not_null" NOT NULL,
    "y" integer CONSTRAINT "a_y_not_null" NOT NULL
);
CREATE TABLE "public"."a12" (
    "x" integer CONSTRAINT "a_x_not_null" NOT NULL,
    "y" integer CONSTRAINT "a_y_not_null" NOT NULL
);
CREATE TABLE "public"."b" (
    "x" integer,
    "y" integer
)
PARTITION BY LIST ("y");
CREATE TABLE "public"."b1" (
    "x" integer,
    "y" integer
)
PARTITION BY RANGE ("x");
CREATE TABLE "public"."b11" (
    "x" integer,
    "y" integer
);
CREATE TABLE "public"."tree" (
    "id" bigint CONSTRAINT "tree_id_not_null" NOT NULL,
    "above" bigint
)
PARTITION BY RANGE ("id");
CREATE TABLE "public"."tree1" (
    "id" bigint CONSTRAINT "tree_id_not_null" NOT NULL,
    "above" bigint
);
CREATE TABLE "public"."tree2" (
    "above" bigint,
    "id" bigint NOT NULL
);
ALTER TABLE ONLY "public"."a" ATTACH PARTITION "public"."a1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."a1" ATTACH PARTITION "public"."a11" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."a1" ATTACH PARTITION "public"."a12" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."b" ATTACH PARTITION "public"."b1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."b1" ATTACH PARTITION "public"."b11" FOR VALUES FROM (1) TO (5);
ALTER TABLE ONLY "public"."tree" ATTACH PARTITION "public"."tree1" FOR VALUES FROM ('1') TO ('10');
ALTER TABLE ONLY "public"."tree" ATTACH PARTITION "public"."tree2" FOR VALUES FROM ('10') TO ('20');
ALTER TABLE ONLY "public"."a" ADD CONSTRAINT "a_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a1" ADD CONSTRAINT "a1_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a11" ADD CONSTRAINT "a11_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."a12" ADD CONSTRAINT "a12_pkey" PRIMARY KEY ("x", "y");
ALTER TABLE ONLY "public"."tree" ADD CONSTRAINT "tree_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."tree1" ADD CONSTRAINT "tree1_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."tree2" ADD CONSTRAINT "tree2_pkey" PRIMARY KEY ("id");
ALTER INDEX "public"."a1_pkey" ATTACH PARTITION "public"."a11_pkey";
ALTER INDEX "public"."a1_pkey" ATTACH PARTITION "public"."a12_pkey";
ALTER INDEX "public"."a_pkey" ATTACH PARTITION "public"."a1_pkey";
ALTER INDEX "public"."tree_pkey" ATTACH PARTITION "public"."tree1_pkey";
ALTER INDEX "public"."tree_pkey" ATTACH PARTITION "public"."tree2_pkey";
ALTER TABLE "public"."b" ADD CONSTRAINT "To a" FOREIGN KEY ("x", "y") REFERENCES "public"."a"("x", "y") DEFERRABLE;
ALTER TABLE "public"."tree" ADD CONSTRAINT "tree_above_fkey" FOREIGN KEY ("above") REFERENCES "public"."tree"("id") ON DELETE CASCADE;
