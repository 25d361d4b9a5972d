-- #59
-- setup --
CREATE PUBLICATION stored FOR ALL TABLES WITH (publish_generated_columns = stored);
CREATE PUBLICATION none WITH (publish_generated_columns = none);
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE PUBLICATION listed FOR TABLE t (a, b) WITH (publish_generated_columns = none);
-- skip 12-17 because publish_generated_columns came with 18 --
-- want --
CREATE TABLE "public"."t" (
    "a" integer,
    "b" integer GENERATED ALWAYS AS (("a" * 2)) STORED
);
CREATE PUBLICATION "listed" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "none" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "stored" FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate', publish_generated_columns = stored);
ALTER PUBLICATION "listed" ADD TABLE ONLY "public"."t" ("a", "b");
