-- The word UNLOGGED for a partitioned table, which does nothing.
-- setup --
CREATE UNLOGGED TABLE p (a integer) PARTITION BY RANGE (a);
CREATE UNLOGGED TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
-- skip 18 because the server refuses it --
-- want --
CREATE UNLOGGED TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE UNLOGGED TABLE "public"."p1" (
    "a" integer
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
