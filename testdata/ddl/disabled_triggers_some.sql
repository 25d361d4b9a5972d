-- #69
-- Some triggers of constraints are disabled, or fire for replicas or always.
-- Their names bear OIDs.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE SCHEMA "S s";
CREATE TABLE "S s".parent (id int PRIMARY KEY, n int, UNIQUE (n) DEFERRABLE);
CREATE TABLE child (id int REFERENCES "S s".parent, self int, UNIQUE (id), FOREIGN KEY (self) REFERENCES child (id));
CREATE TABLE other (id int REFERENCES "S s".parent);
CREATE TABLE p (id int, v int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE points (id int REFERENCES p);
CREATE FUNCTION set_states(tab regclass, func text, state text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE n text; BEGIN
  FOR n IN SELECT tgname FROM pg_trigger WHERE tgrelid = tab AND tgfoid = func::regproc AND tgisinternal LOOP
    EXECUTE format('ALTER TABLE ONLY %s %s TRIGGER %I', tab, state, n);
  END LOOP;
END $$;
SELECT set_states('child', '"RI_FKey_check_ins"', 'ENABLE ALWAYS');
SELECT set_states('child', '"RI_FKey_check_upd"', 'ENABLE REPLICA');
SELECT set_states('"S s".parent', '"RI_FKey_noaction_del"', 'DISABLE');
SELECT set_states('"S s".parent', 'unique_key_recheck', 'DISABLE');
SELECT set_states('p1', '"RI_FKey_noaction_upd"', 'DISABLE');
DROP FUNCTION set_states;
-- oracle because pg_dump sets the states by names that hold OIDs --
-- want 12-17 --
CREATE SCHEMA "S s";
CREATE TABLE "S s"."parent" (
    "id" integer NOT NULL,
    "n" integer
);
CREATE TABLE "public"."child" (
    "id" integer,
    "self" integer
);
CREATE TABLE "public"."other" (
    "id" integer
);
CREATE TABLE "public"."p" (
    "id" integer NOT NULL,
    "v" integer
)
PARTITION BY RANGE ("id");
CREATE TABLE "public"."p1" (
    "id" integer NOT NULL,
    "v" integer
);
CREATE TABLE "public"."p2" (
    "id" integer NOT NULL,
    "v" integer
);
CREATE TABLE "public"."points" (
    "id" integer
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "S s"."parent" ADD CONSTRAINT "parent_n_key" UNIQUE ("n") DEFERRABLE;
ALTER TABLE ONLY "S s"."parent" ADD CONSTRAINT "parent_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_id_key" UNIQUE ("id");
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "p2_pkey" PRIMARY KEY ("id");
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p1_pkey";
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p2_pkey";
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_id_fkey" FOREIGN KEY ("id") REFERENCES "S s"."parent"("id");
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_self_fkey" FOREIGN KEY ("self") REFERENCES "public"."child"("id");
ALTER TABLE ONLY "public"."other" ADD CONSTRAINT "other_id_fkey" FOREIGN KEY ("id") REFERENCES "S s"."parent"("id");
ALTER TABLE ONLY "public"."points" ADD CONSTRAINT "points_id_fkey" FOREIGN KEY ("id") REFERENCES "public"."p"("id");
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"S s"."parent"', '', 'parent_n_key', 'unique_key_recheck', 'DISABLE'),
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_noaction_del', 'DISABLE'),
  ('"public"."other"', '"S s"."parent"', 'other_id_fkey', 'RI_FKey_noaction_del', 'DISABLE')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"S s"."parent"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "S s"."parent" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_check_ins', 'ENABLE ALWAYS'),
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_check_upd', 'ENABLE REPLICA'),
  ('"public"."child"', '"public"."child"', 'child_self_fkey', 'RI_FKey_check_ins', 'ENABLE ALWAYS'),
  ('"public"."child"', '"public"."child"', 'child_self_fkey', 'RI_FKey_check_upd', 'ENABLE REPLICA')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"public"."child"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "public"."child" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"public"."points"', '"public"."p1"', 'points_id_fkey1', 'RI_FKey_noaction_upd', 'DISABLE')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"public"."p1"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "public"."p1" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
-- want 18 --
CREATE SCHEMA "S s";
CREATE TABLE "S s"."parent" (
    "id" integer NOT NULL,
    "n" integer
);
CREATE TABLE "public"."child" (
    "id" integer,
    "self" integer
);
CREATE TABLE "public"."other" (
    "id" integer
);
CREATE TABLE "public"."p" (
    "id" integer CONSTRAINT "p_id_not_null" NOT NULL,
    "v" integer
)
PARTITION BY RANGE ("id");
CREATE TABLE "public"."p1" (
    "id" integer CONSTRAINT "p_id_not_null" NOT NULL,
    "v" integer
);
CREATE TABLE "public"."p2" (
    "id" integer CONSTRAINT "p_id_not_null" NOT NULL,
    "v" integer
);
CREATE TABLE "public"."points" (
    "id" integer
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES FROM (0) TO (10);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p2" FOR VALUES FROM (10) TO (20);
ALTER TABLE ONLY "S s"."parent" ADD CONSTRAINT "parent_n_key" UNIQUE ("n") DEFERRABLE;
ALTER TABLE ONLY "S s"."parent" ADD CONSTRAINT "parent_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_id_key" UNIQUE ("id");
ALTER TABLE ONLY "public"."p" ADD CONSTRAINT "p_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."p1" ADD CONSTRAINT "p1_pkey" PRIMARY KEY ("id");
ALTER TABLE ONLY "public"."p2" ADD CONSTRAINT "p2_pkey" PRIMARY KEY ("id");
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p1_pkey";
ALTER INDEX "public"."p_pkey" ATTACH PARTITION "public"."p2_pkey";
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_id_fkey" FOREIGN KEY ("id") REFERENCES "S s"."parent"("id");
ALTER TABLE ONLY "public"."child" ADD CONSTRAINT "child_self_fkey" FOREIGN KEY ("self") REFERENCES "public"."child"("id");
ALTER TABLE ONLY "public"."other" ADD CONSTRAINT "other_id_fkey" FOREIGN KEY ("id") REFERENCES "S s"."parent"("id");
ALTER TABLE ONLY "public"."points" ADD CONSTRAINT "points_id_fkey" FOREIGN KEY ("id") REFERENCES "public"."p"("id");
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"S s"."parent"', '', 'parent_n_key', 'unique_key_recheck', 'DISABLE'),
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_noaction_del', 'DISABLE'),
  ('"public"."other"', '"S s"."parent"', 'other_id_fkey', 'RI_FKey_noaction_del', 'DISABLE')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"S s"."parent"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "S s"."parent" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_check_ins', 'ENABLE ALWAYS'),
  ('"public"."child"', '"S s"."parent"', 'child_id_fkey', 'RI_FKey_check_upd', 'ENABLE REPLICA'),
  ('"public"."child"', '"public"."child"', 'child_self_fkey', 'RI_FKey_check_ins', 'ENABLE ALWAYS'),
  ('"public"."child"', '"public"."child"', 'child_self_fkey', 'RI_FKey_check_upd', 'ENABLE REPLICA')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"public"."child"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "public"."child" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
DO LANGUAGE plpgsql $promark$DECLARE
 s record;
 trigger_name text;
BEGIN
 FOR s IN SELECT * FROM (VALUES
  ('"public"."points"', '"public"."p1"', 'points_id_fkey_1', 'RI_FKey_noaction_upd', 'DISABLE')
 ) v (relation, referenced, name, function, state) LOOP
  trigger_name := (SELECT t.tgname
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_constraint o ON o.oid = t.tgconstraint
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
   WHERE t.tgrelid = pg_catalog.to_regclass('"public"."p1"') AND p.proname = s.function
     AND o.conrelid = pg_catalog.to_regclass(s.relation) AND (o.conname = s.name OR o.conparentid <> 0)
     AND o.confrelid = COALESCE(pg_catalog.to_regclass(NULLIF(s.referenced, '')), 0::oid)
   ORDER BY o.conname <> s.name LIMIT 1);
  IF trigger_name IS NULL THEN
   RAISE WARNING 'a trigger of constraint % of % stays enabled: it is not there', s.name, s.relation;
  ELSE
   EXECUTE 'ALTER TABLE ONLY "public"."p1" ' || s.state || ' TRIGGER ' || pg_catalog.quote_ident(trigger_name);
  END IF;
 END LOOP;
END$promark$;
