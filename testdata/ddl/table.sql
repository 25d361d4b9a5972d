-- #12, #36, #39
-- Plain tables: no columns, unlogged, options of the table and of its TOAST
-- table, replica identity, forced row security, odd names.
-- setup --
CREATE TABLE plain (a integer, b text);
CREATE TABLE nothing ();
CREATE UNLOGGED TABLE quick (a integer);
CREATE TABLE dropped (a integer, gone text, b integer);
ALTER TABLE dropped DROP COLUMN gone;
CREATE TABLE emptied (gone text);
ALTER TABLE emptied DROP COLUMN gone;
CREATE TABLE tuned (a text)
  WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_vacuum_scale_factor = 0.25, user_catalog_table = true);
CREATE TABLE toast_only (a text) WITH (toast.autovacuum_enabled = off);
CREATE TABLE replica_full (a integer);
ALTER TABLE replica_full REPLICA IDENTITY FULL;
CREATE TABLE replica_nothing (a integer);
ALTER TABLE replica_nothing REPLICA IDENTITY NOTHING;
CREATE TABLE forced (a integer);
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
CREATE TABLE "Grüße; --""
x" ("sElect" integer, "a""b
c" text);
COMMENT ON TABLE plain IS 'it''s a
comment';
COMMENT ON COLUMN plain.b IS 'b';
COMMENT ON COLUMN dropped.b IS 'third';
-- want --
CREATE TABLE "public"."Grüße; --""
x" (
    "sElect" integer,
    "a""b
c" "text"
);
CREATE TABLE "public"."dropped" (
    "a" integer,
    "b" integer
);
COMMENT ON COLUMN "public"."dropped"."b" IS 'third';
CREATE TABLE "public"."emptied" ();
CREATE TABLE "public"."forced" (
    "a" integer
);
ALTER TABLE ONLY "public"."forced" FORCE ROW LEVEL SECURITY;
CREATE TABLE "public"."nothing" ();
CREATE TABLE "public"."plain" (
    "a" integer,
    "b" "text"
);
COMMENT ON TABLE "public"."plain" IS 'it''s a
comment';
COMMENT ON COLUMN "public"."plain"."b" IS 'b';
CREATE UNLOGGED TABLE "public"."quick" (
    "a" integer
);
CREATE TABLE "public"."replica_full" (
    "a" integer
);
ALTER TABLE ONLY "public"."replica_full" REPLICA IDENTITY FULL;
CREATE TABLE "public"."replica_nothing" (
    "a" integer
);
ALTER TABLE ONLY "public"."replica_nothing" REPLICA IDENTITY NOTHING;
CREATE TABLE "public"."toast_only" (
    "a" "text"
)
WITH (toast."autovacuum_enabled"='off');
CREATE TABLE "public"."tuned" (
    "a" "text"
)
WITH ("fillfactor"='70', "autovacuum_enabled"='false', "user_catalog_table"='true', toast."autovacuum_vacuum_scale_factor"='0.25');
