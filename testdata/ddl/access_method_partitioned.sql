-- #29
-- Partitioned tables with an access method, given at once and later, of which
-- partitions may have another: number 29 of the list of odd objects.
-- setup --
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE p (a integer) PARTITION BY LIST (a) USING heap2;
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2) USING heap;
CREATE TABLE q (a integer) PARTITION BY LIST (a);
CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);
ALTER TABLE q SET ACCESS METHOD heap2;
CREATE TABLE q2 PARTITION OF q FOR VALUES IN (2) PARTITION BY LIST (a);
CREATE TABLE r (a integer) PARTITION BY LIST (a) USING heap2;
ALTER TABLE r SET ACCESS METHOD DEFAULT;
CREATE TABLE s (a integer) PARTITION BY LIST (a) USING heap;
-- skip 12-16 because partitioned tables have none --
-- want --
CREATE ACCESS METHOD "heap2" TYPE TABLE HANDLER "pg_catalog"."heap_tableam_handler";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY LIST ("a");
ALTER TABLE "public"."p" SET ACCESS METHOD "heap2";
SET default_table_access_method = 'heap2';
CREATE TABLE "public"."p1" (
    "a" integer
);
SET default_table_access_method = 'heap';
CREATE TABLE "public"."p2" (
    "a" integer
);
CREATE TABLE "public"."q" (
    "a" integer
)
PARTITION BY LIST ("a");
ALTER TABLE "public"."q" SET ACCESS METHOD "heap2";
CREATE TABLE "public"."q1" (
    "a" integer
);
CREATE TABLE "public"."q2" (
    "a" integer
)
PARTITION BY LIST ("a");
ALTER TABLE "public"."q2" SET ACCESS METHOD "heap2";
CREATE TABLE "public"."r" (
    "a" integer
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."s" (
    "a" integer
)
PARTITION BY LIST ("a");
ALTER TABLE "public"."s" SET ACCESS METHOD "heap";
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."q" ATTACH PARTITION "public"."q2" FOR VALUES IN (2);
