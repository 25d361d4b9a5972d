-- #20
-- Foreign keys of partitions: parts with names of their own, which pg_dump
-- loses, and keys beside the whole's, which pg_dump merges with it.
-- setup --
CREATE TABLE t (a integer PRIMARY KEY);
CREATE TABLE p (a integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p1 ADD CONSTRAINT first_here FOREIGN KEY (a) REFERENCES t;
ALTER TABLE p ADD CONSTRAINT whole FOREIGN KEY (a) REFERENCES t;
CREATE TABLE p2 (a integer CONSTRAINT mine REFERENCES t);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30);
ALTER TABLE p3 ADD CONSTRAINT again FOREIGN KEY (a) REFERENCES t;
COMMENT ON CONSTRAINT whole ON p3 IS 'a part';
COMMENT ON CONSTRAINT mine ON p2 IS 'a part by another name';
-- want --
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY RANGE ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."p2" (
    "a" integer
);
CREATE TABLE "public"."p3" (
    "a" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (1) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p3" FOR VALUES FROM (20) TO (30);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "first_here" FOREIGN KEY ("a") REFERENCES "public"."t"("a");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "mine" FOREIGN KEY ("a") REFERENCES "public"."t"("a");
ALTER TABLE "public"."p" ADD CONSTRAINT "whole" FOREIGN KEY ("a") REFERENCES "public"."t"("a");
ALTER TABLE ONLY "public"."p3" ADD CONSTRAINT "again" FOREIGN KEY ("a") REFERENCES "public"."t"("a");
COMMENT ON CONSTRAINT "mine" ON "public"."p2" IS 'a part by another name';
COMMENT ON CONSTRAINT "whole" ON "public"."p3" IS 'a part';
