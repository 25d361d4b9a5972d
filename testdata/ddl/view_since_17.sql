-- #44
-- setup --
CREATE TABLE t (id int PRIMARY KEY, j jsonb);
CREATE VIEW tabled AS SELECT t.id, x.* FROM t, JSON_TABLE(j, '$.a[*]' AS root PASSING 1 AS one COLUMNS (
  n FOR ORDINALITY, v int PATH '$.v' DEFAULT 0 ON EMPTY ERROR ON ERROR, w text FORMAT JSON PATH '$' WITH WRAPPER,
  e boolean EXISTS PATH '$.e', NESTED PATH '$.b[*]' AS inside COLUMNS (b text PATH '$')) ERROR ON ERROR) x;
CREATE VIEW functions AS SELECT JSON_EXISTS(j, '$.a'), JSON_VALUE(j, '$.b' RETURNING int DEFAULT 5 ON ERROR) AS v,
  JSON_QUERY(j, '$.c' OMIT QUOTES) AS q, JSON_OBJECT('k': id ABSENT ON NULL RETURNING jsonb) AS o,
  JSON_ARRAY(1, 'x' NULL ON NULL) AS a, j IS JSON OBJECT WITH UNIQUE KEYS AS "is" FROM t;
CREATE FUNCTION merges(i int) RETURNS TABLE (what text, id int) LANGUAGE sql BEGIN ATOMIC
  MERGE INTO t USING (SELECT i AS k) s ON t.id = s.k
    WHEN MATCHED AND t.j IS NULL THEN DELETE
    WHEN MATCHED THEN UPDATE SET j = '{}'
    WHEN NOT MATCHED BY SOURCE AND t.id < 0 THEN DO NOTHING
    WHEN NOT MATCHED BY TARGET THEN INSERT (id) VALUES (s.k)
    RETURNING merge_action(), t.id;
END;
-- skip 12-16 because JSON_TABLE and MERGE with RETURNING came with 17 --
-- want --
CREATE TABLE "public"."t" (
    "id" integer NOT NULL,
    "j" "jsonb"
);
CREATE FUNCTION "public"."merges"("i" integer)
    RETURNS TABLE("what" "text", "id" integer)
    LANGUAGE "sql"
    BEGIN ATOMIC
 MERGE INTO "public"."t"
    USING ( SELECT "merges"."i" AS "k") "s"
    ON ("t"."id" = "s"."k")
    WHEN MATCHED
     AND ("t"."j" IS NULL)
     THEN DELETE
    WHEN MATCHED
     THEN UPDATE SET "j" = '{}'::"jsonb"
    WHEN NOT MATCHED BY SOURCE
     AND ("t"."id" < 0)
     THEN DO NOTHING
    WHEN NOT MATCHED BY TARGET
     THEN INSERT ("id")
      VALUES ("s"."k")
   RETURNING MERGE_ACTION() AS "merge_action",
     "t"."id";
END;
CREATE VIEW "public"."functions" AS
 SELECT JSON_EXISTS("j", '$."a"') AS "json_exists",
    JSON_VALUE("j", '$."b"' RETURNING integer DEFAULT 5 ON ERROR) AS "v",
    JSON_QUERY("j", '$."c"' RETURNING "jsonb" WITHOUT WRAPPER OMIT QUOTES) AS "q",
    JSON_OBJECT('k' : "id" ABSENT ON NULL RETURNING "jsonb") AS "o",
    JSON_ARRAY(1, 'x'::"text" NULL ON NULL RETURNING json) AS "a",
    ("j" IS JSON OBJECT WITH UNIQUE KEYS) AS "is"
   FROM "public"."t";
CREATE VIEW "public"."tabled" AS
 SELECT "t"."id",
    "x"."n",
    "x"."v",
    "x"."w",
    "x"."e",
    "x"."b"
   FROM "public"."t",
    LATERAL JSON_TABLE(
            "t"."j", '$."a"[*]' AS "root"
            PASSING
                1 AS "one"
            COLUMNS (
                "n" FOR ORDINALITY,
                "v" integer PATH '$."v"' DEFAULT 0 ON EMPTY ERROR ON ERROR,
                "w" "text" FORMAT JSON PATH '$' WITH UNCONDITIONAL WRAPPER KEEP QUOTES,
                "e" boolean EXISTS PATH '$."e"',
                NESTED PATH '$."b"[*]' AS "inside"
                COLUMNS (
                    "b" "text" PATH '$'
                )
            ) ERROR ON ERROR
        ) "x";
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
