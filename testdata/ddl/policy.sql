-- #46, #64
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int, who name, parent int);
CREATE TABLE s.allowed (id int, who name);
CREATE FUNCTION s.may(s.t) RETURNS boolean LANGUAGE sql AS 'SELECT true';
ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY bare ON s.t;
CREATE POLICY "All of
it" ON s.t FOR ALL TO alice USING (who = CURRENT_USER) WITH CHECK (id > 0 AND NOT id = 5);
CREATE POLICY r ON s.t AS RESTRICTIVE FOR SELECT TO PUBLIC USING (id IN (SELECT a.id FROM s.allowed a WHERE a.who = t.who));
CREATE POLICY a ON s.t FOR INSERT TO pg_monitor, "träger", bob, "Carol ""C""" WITH CHECK (true);
CREATE POLICY w ON s.t FOR UPDATE USING (true);
CREATE POLICY w2 ON s.t AS RESTRICTIVE FOR UPDATE WITH CHECK (s.may(t.*));
CREATE POLICY d ON s.t FOR DELETE USING (parent IS NULL OR parent IN (SELECT x.id FROM s.t x));
COMMENT ON POLICY r ON s.t IS 'a policy''s comment';
-- want --
CREATE SCHEMA "s";
CREATE TABLE "s"."allowed" (
    "id" integer,
    "who" "name"
);
CREATE TABLE "s"."t" (
    "id" integer,
    "who" "name",
    "parent" integer
);
CREATE FUNCTION "s"."may"("s"."t")
    RETURNS boolean
    LANGUAGE "sql"
    AS 'SELECT true';
ALTER TABLE "s"."t" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "All of
it" ON "s"."t" TO "alice" USING (("who" = CURRENT_USER)) WITH CHECK ((("id" > 0) AND (NOT ("id" = 5))));
CREATE POLICY "a" ON "s"."t" FOR INSERT TO "Carol ""C""", "bob", "pg_monitor", "träger" WITH CHECK (true);
CREATE POLICY "bare" ON "s"."t";
CREATE POLICY "d" ON "s"."t" FOR DELETE USING ((("parent" IS NULL) OR ("parent" IN ( SELECT "x"."id"
   FROM "s"."t" "x"))));
CREATE POLICY "r" ON "s"."t" AS RESTRICTIVE FOR SELECT USING (("id" IN ( SELECT "a"."id"
   FROM "s"."allowed" "a"
  WHERE ("a"."who" = "t"."who"))));
COMMENT ON POLICY "r" ON "s"."t" IS 'a policy''s comment';
CREATE POLICY "w" ON "s"."t" FOR UPDATE USING (true);
CREATE POLICY "w2" ON "s"."t" AS RESTRICTIVE FOR UPDATE WITH CHECK ("s"."may"("t".*));
