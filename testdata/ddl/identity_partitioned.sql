-- #31
-- An identity column of a partitioned table, which its partitions share.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE p (a integer, b bigint GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 (b bigint NOT NULL, a integer);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
-- skip 12-16 because partitioned tables have none --
-- want 17 --
CREATE TABLE "public"."p" (
    "a" integer,
    "b" bigint NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer,
    "b" bigint NOT NULL
);
CREATE TABLE "public"."p2" (
    "b" bigint NOT NULL,
    "a" integer
);
ALTER TABLE "public"."p" ALTER COLUMN "b" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME "public"."p_b_seq"
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
SELECT pg_catalog.setval('"public"."p_b_seq"', 1, false);
-- want 18 --
CREATE TABLE "public"."p" (
    "a" integer,
    "b" bigint CONSTRAINT "p_b_not_null" NOT NULL
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer,
    "b" bigint CONSTRAINT "p_b_not_null" NOT NULL
);
CREATE TABLE "public"."p2" (
    "b" bigint NOT NULL,
    "a" integer
);
ALTER TABLE "public"."p" ALTER COLUMN "b" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME "public"."p_b_seq"
    START WITH 1
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    CACHE 1
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
SELECT pg_catalog.setval('"public"."p_b_seq"', 1, false);
