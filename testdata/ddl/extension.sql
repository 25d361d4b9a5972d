-- #38, #58
-- Extensions: schema, version, one that another needs, members with changed
-- privileges, a comment that is not the control file's.
-- upgrade because other servers have other versions of the extensions --
-- setup --
CREATE SCHEMA "Ext x";
CREATE EXTENSION cube SCHEMA "Ext x";
CREATE EXTENSION earthdistance SCHEMA "Ext x";
CREATE EXTENSION hstore VERSION '1.4';
COMMENT ON EXTENSION hstore IS 'another comment';
GRANT EXECUTE ON FUNCTION hstore(text, text) TO alice WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION akeys(hstore) FROM PUBLIC;
GRANT USAGE ON TYPE hstore TO bob;
COMMENT ON FUNCTION akeys(hstore) IS 'comments on members are the extension''s';
CREATE TABLE uses (h hstore, c "Ext x".cube);
CREATE INDEX ON uses USING gist (h);
CREATE VIEW viewed AS SELECT h -> 'a' AS a FROM uses;
CREATE FUNCTION bound() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION bound() DEPENDS ON EXTENSION hstore;
ALTER FUNCTION bound() DEPENDS ON EXTENSION cube;
-- want 12-13 --
CREATE SCHEMA "Ext x";
CREATE EXTENSION "cube" SCHEMA "Ext x" VERSION '1.4';
CREATE EXTENSION "earthdistance" SCHEMA "Ext x" VERSION '1.1';
CREATE EXTENSION "hstore" SCHEMA "public" VERSION '1.4';
COMMENT ON EXTENSION "hstore" IS 'another comment';
CREATE FUNCTION "public"."bound"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "hstore";
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "cube";
CREATE TABLE "public"."uses" (
    "h" "public"."hstore",
    "c" "Ext x"."cube"
);
CREATE VIEW "public"."viewed" AS
 SELECT ("uses"."h" OPERATOR("public".->) 'a'::"text") AS "a"
   FROM "public"."uses";
CREATE INDEX "uses_h_idx" ON "public"."uses" USING "gist" ("h");
GRANT USAGE ON TYPE "public"."hstore" TO "bob";
REVOKE ALL ON FUNCTION "public"."akeys"("public"."hstore") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."hstore"("text", "text") TO "alice" WITH GRANT OPTION;
-- want 14-15 --
CREATE SCHEMA "Ext x";
CREATE EXTENSION "cube" SCHEMA "Ext x" VERSION '1.5';
CREATE EXTENSION "earthdistance" SCHEMA "Ext x" VERSION '1.1';
CREATE EXTENSION "hstore" SCHEMA "public" VERSION '1.4';
COMMENT ON EXTENSION "hstore" IS 'another comment';
CREATE FUNCTION "public"."bound"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "hstore";
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "cube";
CREATE TABLE "public"."uses" (
    "h" "public"."hstore",
    "c" "Ext x"."cube"
);
CREATE VIEW "public"."viewed" AS
 SELECT ("uses"."h" OPERATOR("public".->) 'a'::"text") AS "a"
   FROM "public"."uses";
CREATE INDEX "uses_h_idx" ON "public"."uses" USING "gist" ("h");
GRANT USAGE ON TYPE "public"."hstore" TO "bob";
REVOKE ALL ON FUNCTION "public"."akeys"("public"."hstore") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."hstore"("text", "text") TO "alice" WITH GRANT OPTION;
-- want 16-18 --
CREATE SCHEMA "Ext x";
CREATE EXTENSION "cube" SCHEMA "Ext x" VERSION '1.5';
CREATE EXTENSION "earthdistance" SCHEMA "Ext x" VERSION '1.2';
CREATE EXTENSION "hstore" SCHEMA "public" VERSION '1.4';
COMMENT ON EXTENSION "hstore" IS 'another comment';
CREATE FUNCTION "public"."bound"()
    RETURNS integer
    LANGUAGE "sql"
    AS 'SELECT 1';
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "hstore";
ALTER FUNCTION "public"."bound"() DEPENDS ON EXTENSION "cube";
CREATE TABLE "public"."uses" (
    "h" "public"."hstore",
    "c" "Ext x"."cube"
);
CREATE VIEW "public"."viewed" AS
 SELECT ("h" OPERATOR("public".->) 'a'::"text") AS "a"
   FROM "public"."uses";
CREATE INDEX "uses_h_idx" ON "public"."uses" USING "gist" ("h");
GRANT USAGE ON TYPE "public"."hstore" TO "bob";
REVOKE ALL ON FUNCTION "public"."akeys"("public"."hstore") FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."hstore"("text", "text") TO "alice" WITH GRANT OPTION;
