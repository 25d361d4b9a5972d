-- #59
-- setup --
CREATE SCHEMA s;
CREATE SCHEMA "S 2";
CREATE TABLE s.t (a integer);
CREATE TABLE "S 2".u (a integer);
CREATE TABLE v (a integer);
CREATE PUBLICATION one FOR TABLES IN SCHEMA s;
CREATE PUBLICATION mixed FOR TABLES IN SCHEMA "S 2", public, TABLE s.t WHERE (a > 1), v;
-- skip 12-14 because schemas of publications came with 15 --
-- want --
CREATE SCHEMA "S 2";
CREATE SCHEMA "s";
CREATE TABLE "S 2"."u" (
    "a" integer
);
CREATE TABLE "public"."v" (
    "a" integer
);
CREATE TABLE "s"."t" (
    "a" integer
);
CREATE PUBLICATION "mixed" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "one" WITH (publish = 'insert, update, delete, truncate');
ALTER PUBLICATION "mixed" ADD TABLE ONLY "public"."v";
ALTER PUBLICATION "mixed" ADD TABLE ONLY "s"."t" WHERE (("a" > 1));
ALTER PUBLICATION "mixed" ADD TABLES IN SCHEMA "S 2";
ALTER PUBLICATION "mixed" ADD TABLES IN SCHEMA "public";
ALTER PUBLICATION "one" ADD TABLES IN SCHEMA "s";
