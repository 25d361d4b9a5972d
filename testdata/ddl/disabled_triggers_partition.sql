-- A partition with DISABLE TRIGGER ALL and a foreign key, whose internal triggers bear OIDs (number 69).
-- setup --
CREATE TABLE t (a integer PRIMARY KEY);
CREATE TABLE p (a integer REFERENCES t, b integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER mine AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE p1 DISABLE TRIGGER ALL;
-- oracle because pg_dump disables triggers by names that hold OIDs --
-- want --
CREATE FUNCTION "public"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE TABLE "public"."p" (
    "a" integer,
    "b" integer
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."p1" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."p2" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES IN (2);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
CREATE TRIGGER "mine" AFTER INSERT ON "public"."p" FOR EACH ROW EXECUTE FUNCTION "public"."f"();
ALTER TABLE ONLY "public"."p1" DISABLE TRIGGER "mine";
ALTER TABLE "public"."p" ADD CONSTRAINT "p_a_fkey" FOREIGN KEY ("a") REFERENCES "public"."t"("a");
ALTER TABLE ONLY "public"."p1" DISABLE TRIGGER ALL;
