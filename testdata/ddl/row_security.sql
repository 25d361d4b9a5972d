-- #46
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.enabled (a int);
ALTER TABLE s.enabled ENABLE ROW LEVEL SECURITY;
CREATE TABLE s.forced (a int);
ALTER TABLE s.forced FORCE ROW LEVEL SECURITY;
CREATE TABLE s."Both of" (a int);
ALTER TABLE s."Both of" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE s.policy_only (a int);
CREATE POLICY idle ON s.policy_only;
CREATE TABLE s.part (a int) PARTITION BY LIST (a);
CREATE TABLE s.part1 PARTITION OF s.part FOR VALUES IN (1);
ALTER TABLE s.part ENABLE ROW LEVEL SECURITY;
-- want --
CREATE SCHEMA "s";
CREATE TABLE "s"."Both of" (
    "a" integer
);
ALTER TABLE ONLY "s"."Both of" FORCE ROW LEVEL SECURITY;
CREATE TABLE "s"."enabled" (
    "a" integer
);
CREATE TABLE "s"."forced" (
    "a" integer
);
ALTER TABLE ONLY "s"."forced" FORCE ROW LEVEL SECURITY;
CREATE TABLE "s"."part" (
    "a" integer
)
PARTITION BY LIST ("a");
CREATE TABLE "s"."part1" (
    "a" integer
);
CREATE TABLE "s"."policy_only" (
    "a" integer
);
ALTER TABLE ONLY "s"."part" ATTACH PARTITION "s"."part1" FOR VALUES IN (1);
ALTER TABLE "s"."Both of" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "s"."enabled" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "s"."part" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "idle" ON "s"."policy_only";
