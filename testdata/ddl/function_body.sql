-- #2
-- SQL-standard bodies, which are parsed when they are made.
-- skip 12-13 because functions have no parsed bodies --
-- skip 12-13 because functions have no parsed bodies --
-- setup --
CREATE TABLE t (id int PRIMARY KEY, x text);
CREATE FUNCTION atomic(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + b; SELECT atomic.a; END;
CREATE FUNCTION expression(x text) RETURNS text LANGUAGE sql IMMUTABLE RETURN x || 'y';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION writes(i int) RETURNS SETOF t LANGUAGE sql BEGIN ATOMIC
  INSERT INTO t VALUES (i, 'x'); UPDATE t SET x = 'y' WHERE id = i; DELETE FROM t WHERE id < i RETURNING *; END;
CREATE FUNCTION a_calls() RETURNS text LANGUAGE sql RETURN expression('a') || (SELECT count(*) FROM writes(1));
CREATE PROCEDURE proc(i int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (i); END;
-- the primary key comes after the data
CREATE FUNCTION by_key() RETURNS TABLE (id int, x text, c bigint) LANGUAGE sql
  BEGIN ATOMIC SELECT t.id, t.x, count(*) FROM t GROUP BY t.id; END;
CREATE FUNCTION upserts(i int) RETURNS void LANGUAGE sql
  BEGIN ATOMIC INSERT INTO t VALUES (i) ON CONFLICT (id) DO NOTHING; END;
CREATE FUNCTION a_by_key_too() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM by_key(); END;
CREATE VIEW over_by_key AS SELECT * FROM by_key();
COMMENT ON FUNCTION by_key IS 'comes late';
GRANT EXECUTE ON FUNCTION by_key TO alice;
-- want 14-15 --
CREATE FUNCTION "public"."atomic"("a" integer, "b" integer DEFAULT 2)
    RETURNS integer
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT ("a" + "b");
 SELECT "a" AS "a";
END;
CREATE FUNCTION "public"."expression"("x" "text")
    RETURNS "text"
    LANGUAGE "sql" IMMUTABLE
    RETURN ("x" || 'y'::"text");
CREATE FUNCTION "public"."nothing"()
    RETURNS "void"
    LANGUAGE "sql"
    BEGIN ATOMIC
END;
CREATE TABLE "public"."t" (
    "id" integer NOT NULL,
    "x" "text"
);
CREATE FUNCTION "public"."upserts"("i" integer)
    RETURNS "void"
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id")
   VALUES ("upserts"."i") ON CONFLICT("id") DO NOTHING;
END;
CREATE FUNCTION "public"."writes"("i" integer)
    RETURNS SETOF "public"."t"
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id", "x")
   VALUES ("writes"."i", 'x'::"text");
 UPDATE "public"."t" SET "x" = 'y'::"text"
   WHERE ("t"."id" = "writes"."i");
 DELETE FROM "public"."t"
   WHERE ("t"."id" < "writes"."i")
   RETURNING "t"."id",
     "t"."x";
END;
CREATE FUNCTION "public"."a_calls"()
    RETURNS "text"
    LANGUAGE "sql"
    RETURN ("public"."expression"('a'::"text") || (SELECT "count"(*) AS "count" FROM "public"."writes"(1) "writes"("id", "x")));
CREATE PROCEDURE "public"."proc"(IN "i" integer)
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id")
   VALUES ("proc"."i");
END;
CREATE VIEW "public"."over_by_key" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "x",
    NULL::bigint AS "c";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE FUNCTION "public"."by_key"()
    RETURNS TABLE("id" integer, "x" "text", "c" bigint)
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "t"."id",
     "t"."x",
     "count"(*) AS "count"
    FROM "public"."t"
   GROUP BY "t"."id";
END;
COMMENT ON FUNCTION "public"."by_key"() IS 'comes late';
CREATE FUNCTION "public"."a_by_key_too"()
    RETURNS bigint
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "count"(*) AS "count"
    FROM "public"."by_key"() "by_key"("id", "x", "c");
END;
CREATE OR REPLACE VIEW "public"."over_by_key" AS
 SELECT "by_key"."id",
    "by_key"."x",
    "by_key"."c"
   FROM "public"."by_key"() "by_key"("id", "x", "c");
GRANT EXECUTE ON FUNCTION "public"."by_key"() TO "alice";
-- want 16-18 --
CREATE FUNCTION "public"."atomic"("a" integer, "b" integer DEFAULT 2)
    RETURNS integer
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT ("a" + "b");
 SELECT "a" AS "a";
END;
CREATE FUNCTION "public"."expression"("x" "text")
    RETURNS "text"
    LANGUAGE "sql" IMMUTABLE
    RETURN ("x" || 'y'::"text");
CREATE FUNCTION "public"."nothing"()
    RETURNS "void"
    LANGUAGE "sql"
    BEGIN ATOMIC
END;
CREATE TABLE "public"."t" (
    "id" integer NOT NULL,
    "x" "text"
);
CREATE FUNCTION "public"."upserts"("i" integer)
    RETURNS "void"
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id")
   VALUES ("upserts"."i") ON CONFLICT("id") DO NOTHING;
END;
CREATE FUNCTION "public"."writes"("i" integer)
    RETURNS SETOF "public"."t"
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id", "x")
   VALUES ("writes"."i", 'x'::"text");
 UPDATE "public"."t" SET "x" = 'y'::"text"
   WHERE ("t"."id" = "writes"."i");
 DELETE FROM "public"."t"
   WHERE ("t"."id" < "writes"."i")
   RETURNING "t"."id",
     "t"."x";
END;
CREATE FUNCTION "public"."a_calls"()
    RETURNS "text"
    LANGUAGE "sql"
    RETURN ("public"."expression"('a'::"text") || (SELECT "count"(*) AS "count" FROM "public"."writes"(1) "writes"("id", "x")));
CREATE PROCEDURE "public"."proc"(IN "i" integer)
    LANGUAGE "sql"
    BEGIN ATOMIC
 INSERT INTO "public"."t" ("id")
   VALUES ("proc"."i");
END;
CREATE VIEW "public"."over_by_key" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "x",
    NULL::bigint AS "c";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE FUNCTION "public"."by_key"()
    RETURNS TABLE("id" integer, "x" "text", "c" bigint)
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "t"."id",
     "t"."x",
     "count"(*) AS "count"
    FROM "public"."t"
   GROUP BY "t"."id";
END;
COMMENT ON FUNCTION "public"."by_key"() IS 'comes late';
CREATE FUNCTION "public"."a_by_key_too"()
    RETURNS bigint
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT "count"(*) AS "count"
    FROM "public"."by_key"() "by_key"("id", "x", "c");
END;
CREATE OR REPLACE VIEW "public"."over_by_key" AS
 SELECT "id",
    "x",
    "c"
   FROM "public"."by_key"() "by_key"("id", "x", "c");
GRANT EXECUTE ON FUNCTION "public"."by_key"() TO "alice";
