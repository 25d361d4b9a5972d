-- #42, #44, #64
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int, a text);
CREATE TABLE s.log (id int, what text);
CREATE VIEW s.v AS SELECT id, a FROM s.t;
CREATE RULE several AS ON INSERT TO s.t DO ALSO (NOTIFY "some thing"; INSERT INTO s.log VALUES (NEW.id, 'a;b''c'); DELETE FROM s.log WHERE false);
CREATE RULE "Nothing
here" AS ON DELETE TO s.t DO INSTEAD NOTHING;
CREATE RULE conditional AS ON UPDATE TO s.t WHERE OLD.id > 1 AND (NEW.a IS NULL OR NEW.id = 2) DO INSTEAD NOTHING;
CREATE RULE v_insert AS ON INSERT TO s.v DO INSTEAD INSERT INTO s.t (id, a) VALUES (NEW.id, NEW.a) RETURNING t.id, t.a;
CREATE RULE v_update AS ON UPDATE TO s.v DO INSTEAD UPDATE s.t SET a = NEW.a WHERE t.id = OLD.id RETURNING t.*;
CREATE RULE v_delete AS ON DELETE TO s.v DO INSTEAD DELETE FROM s.t USING s.log l WHERE t.id = OLD.id AND l.id = t.id RETURNING t.*;
CREATE RULE with_cte AS ON INSERT TO s.log DO ALSO WITH w AS (SELECT 1 AS i) UPDATE s.t SET a = 'x' FROM w WHERE id = w.i;
CREATE TABLE s.u (id int PRIMARY KEY, n int);
CREATE RULE upsert AS ON INSERT TO s.log DO ALSO INSERT INTO s.u VALUES (NEW.id, 1) ON CONFLICT (id) DO UPDATE SET n = u.n + 1 WHERE excluded.n > 0;
CREATE RULE off AS ON UPDATE TO s.log DO INSTEAD NOTHING;
ALTER TABLE s.log DISABLE RULE off;
CREATE RULE "Replica" AS ON UPDATE TO s.log DO ALSO SELECT 1;
ALTER TABLE s.log ENABLE REPLICA RULE "Replica";
CREATE RULE always AS ON DELETE TO s.log DO ALSO NOTIFY x;
ALTER TABLE s.log ENABLE ALWAYS RULE always;
COMMENT ON RULE always ON s.log IS 'a rule''s comment';
COMMENT ON RULE v_insert ON s.v IS 'of a view';
-- want 12-15 --
CREATE SCHEMA "s";
CREATE TABLE "s"."log" (
    "id" integer,
    "what" "text"
);
CREATE TABLE "s"."t" (
    "id" integer,
    "a" "text"
);
CREATE TABLE "s"."u" (
    "id" integer NOT NULL,
    "n" integer
);
CREATE VIEW "s"."v" AS
 SELECT "t"."id",
    "t"."a"
   FROM "s"."t";
ALTER TABLE ONLY "s"."u" ADD CONSTRAINT "u_pkey" PRIMARY KEY ("id");
CREATE RULE "Nothing
here" AS
    ON DELETE TO "s"."t" DO INSTEAD NOTHING;
CREATE RULE "Replica" AS
    ON UPDATE TO "s"."log" DO  SELECT 1 AS "?column?";
ALTER TABLE "s"."log" ENABLE REPLICA RULE "Replica";
CREATE RULE "always" AS
    ON DELETE TO "s"."log" DO
 NOTIFY "x";
ALTER TABLE "s"."log" ENABLE ALWAYS RULE "always";
COMMENT ON RULE "always" ON "s"."log" IS 'a rule''s comment';
CREATE RULE "conditional" AS
    ON UPDATE TO "s"."t"
   WHERE (("old"."id" > 1) AND (("new"."a" IS NULL) OR ("new"."id" = 2))) DO INSTEAD NOTHING;
CREATE RULE "off" AS
    ON UPDATE TO "s"."log" DO INSTEAD NOTHING;
ALTER TABLE "s"."log" DISABLE RULE "off";
CREATE RULE "several" AS
    ON INSERT TO "s"."t" DO (
 NOTIFY "some thing";
 INSERT INTO "s"."log" ("id", "what")
  VALUES ("new"."id", 'a;b''c'::"text");
 DELETE FROM "s"."log"
  WHERE false;
);
CREATE RULE "upsert" AS
    ON INSERT TO "s"."log" DO  INSERT INTO "s"."u" ("id", "n")
  VALUES ("new"."id", 1) ON CONFLICT("id") DO UPDATE SET "n" = ("u"."n" + 1)
  WHERE ("excluded"."n" > 0);
CREATE RULE "v_delete" AS
    ON DELETE TO "s"."v" DO INSTEAD  DELETE FROM "s"."t"
   USING "s"."log" "l"
  WHERE (("t"."id" = "old"."id") AND ("l"."id" = "t"."id"))
  RETURNING "t"."id",
    "t"."a";
CREATE RULE "v_insert" AS
    ON INSERT TO "s"."v" DO INSTEAD  INSERT INTO "s"."t" ("id", "a")
  VALUES ("new"."id", "new"."a")
  RETURNING "t"."id",
    "t"."a";
COMMENT ON RULE "v_insert" ON "s"."v" IS 'of a view';
CREATE RULE "v_update" AS
    ON UPDATE TO "s"."v" DO INSTEAD  UPDATE "s"."t" SET "a" = "new"."a"
  WHERE ("t"."id" = "old"."id")
  RETURNING "t"."id",
    "t"."a";
CREATE RULE "with_cte" AS
    ON INSERT TO "s"."log" DO  WITH "w" AS (
         SELECT 1 AS "i"
        )
 UPDATE "s"."t" SET "a" = 'x'::"text"
   FROM "w"
  WHERE ("t"."id" = "w"."i");
-- want 16-18 --
CREATE SCHEMA "s";
CREATE TABLE "s"."log" (
    "id" integer,
    "what" "text"
);
CREATE TABLE "s"."t" (
    "id" integer,
    "a" "text"
);
CREATE TABLE "s"."u" (
    "id" integer NOT NULL,
    "n" integer
);
CREATE VIEW "s"."v" AS
 SELECT "id",
    "a"
   FROM "s"."t";
ALTER TABLE ONLY "s"."u" ADD CONSTRAINT "u_pkey" PRIMARY KEY ("id");
CREATE RULE "Nothing
here" AS
    ON DELETE TO "s"."t" DO INSTEAD NOTHING;
CREATE RULE "Replica" AS
    ON UPDATE TO "s"."log" DO  SELECT 1 AS "?column?";
ALTER TABLE "s"."log" ENABLE REPLICA RULE "Replica";
CREATE RULE "always" AS
    ON DELETE TO "s"."log" DO
 NOTIFY "x";
ALTER TABLE "s"."log" ENABLE ALWAYS RULE "always";
COMMENT ON RULE "always" ON "s"."log" IS 'a rule''s comment';
CREATE RULE "conditional" AS
    ON UPDATE TO "s"."t"
   WHERE (("old"."id" > 1) AND (("new"."a" IS NULL) OR ("new"."id" = 2))) DO INSTEAD NOTHING;
CREATE RULE "off" AS
    ON UPDATE TO "s"."log" DO INSTEAD NOTHING;
ALTER TABLE "s"."log" DISABLE RULE "off";
CREATE RULE "several" AS
    ON INSERT TO "s"."t" DO (
 NOTIFY "some thing";
 INSERT INTO "s"."log" ("id", "what")
  VALUES ("new"."id", 'a;b''c'::"text");
 DELETE FROM "s"."log"
  WHERE false;
);
CREATE RULE "upsert" AS
    ON INSERT TO "s"."log" DO  INSERT INTO "s"."u" ("id", "n")
  VALUES ("new"."id", 1) ON CONFLICT("id") DO UPDATE SET "n" = ("u"."n" + 1)
  WHERE ("excluded"."n" > 0);
CREATE RULE "v_delete" AS
    ON DELETE TO "s"."v" DO INSTEAD  DELETE FROM "s"."t"
   USING "s"."log" "l"
  WHERE (("t"."id" = "old"."id") AND ("l"."id" = "t"."id"))
  RETURNING "t"."id",
    "t"."a";
CREATE RULE "v_insert" AS
    ON INSERT TO "s"."v" DO INSTEAD  INSERT INTO "s"."t" ("id", "a")
  VALUES ("new"."id", "new"."a")
  RETURNING "t"."id",
    "t"."a";
COMMENT ON RULE "v_insert" ON "s"."v" IS 'of a view';
CREATE RULE "v_update" AS
    ON UPDATE TO "s"."v" DO INSTEAD  UPDATE "s"."t" SET "a" = "new"."a"
  WHERE ("t"."id" = "old"."id")
  RETURNING "t"."id",
    "t"."a";
CREATE RULE "with_cte" AS
    ON INSERT TO "s"."log" DO  WITH "w" AS (
         SELECT 1 AS "i"
        )
 UPDATE "s"."t" SET "a" = 'x'::"text"
   FROM "w"
  WHERE ("t"."id" = "w"."i");
