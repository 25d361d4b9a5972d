-- #69
-- setup --
CREATE SCHEMA s;
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE s.parent (id int PRIMARY KEY, n int UNIQUE DEFERRABLE);
CREATE TABLE s.child (id int REFERENCES s.parent, n int);
CREATE TRIGGER off BEFORE INSERT ON s.child FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE TRIGGER "On" BEFORE INSERT ON s.child FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE TRIGGER always BEFORE INSERT ON s.child FOR EACH ROW EXECUTE FUNCTION s.f();
ALTER TABLE s.child DISABLE TRIGGER ALL, ENABLE TRIGGER "On", ENABLE ALWAYS TRIGGER always;
ALTER TABLE s.parent DISABLE TRIGGER ALL;
-- triggers of users only
CREATE TABLE s.other (id int REFERENCES s.parent);
CREATE TRIGGER t BEFORE INSERT ON s.other FOR EACH ROW EXECUTE FUNCTION s.f();
ALTER TABLE s.other DISABLE TRIGGER USER;
-- want --
CREATE SCHEMA "s";
CREATE FUNCTION "s"."f"()
    RETURNS "trigger"
    LANGUAGE "plpgsql"
    AS 'BEGIN RETURN NEW; END';
CREATE TABLE "s"."child" (
    "id" integer,
    "n" integer
);
CREATE TABLE "s"."other" (
    "id" integer
);
CREATE TABLE "s"."parent" (
    "id" integer NOT NULL,
    "n" integer
);
ALTER TABLE ONLY "s"."parent" ADD CONSTRAINT "parent_n_key" UNIQUE ("n") DEFERRABLE;
ALTER TABLE ONLY "s"."parent" ADD CONSTRAINT "parent_pkey" PRIMARY KEY ("id");
CREATE TRIGGER "On" BEFORE INSERT ON "s"."child" FOR EACH ROW EXECUTE FUNCTION "s"."f"();
CREATE TRIGGER "always" BEFORE INSERT ON "s"."child" FOR EACH ROW EXECUTE FUNCTION "s"."f"();
ALTER TABLE ONLY "s"."child" ENABLE ALWAYS TRIGGER "always";
CREATE TRIGGER "off" BEFORE INSERT ON "s"."child" FOR EACH ROW EXECUTE FUNCTION "s"."f"();
ALTER TABLE ONLY "s"."child" DISABLE TRIGGER "off";
CREATE TRIGGER "t" BEFORE INSERT ON "s"."other" FOR EACH ROW EXECUTE FUNCTION "s"."f"();
ALTER TABLE ONLY "s"."other" DISABLE TRIGGER "t";
ALTER TABLE ONLY "s"."child" ADD CONSTRAINT "child_id_fkey" FOREIGN KEY ("id") REFERENCES "s"."parent"("id");
ALTER TABLE ONLY "s"."other" ADD CONSTRAINT "other_id_fkey" FOREIGN KEY ("id") REFERENCES "s"."parent"("id");
ALTER TABLE ONLY "s"."child" DISABLE TRIGGER ALL,
    ENABLE TRIGGER "On",
    ENABLE ALWAYS TRIGGER "always";
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"s"."child"', '"s"."parent"', 'child_id_fkey', 'RI_FKey_noaction_del', 'DISABLE'),
  ('"s"."child"', '"s"."parent"', 'child_id_fkey', 'RI_FKey_noaction_upd', 'DISABLE'),
  ('"s"."parent"', '', 'parent_n_key', 'unique_key_recheck', 'DISABLE')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"s"."parent"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "s"."parent" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
