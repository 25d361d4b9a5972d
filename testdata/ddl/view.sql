-- #39, #43, #44
-- setup --
CREATE SCHEMA s;
CREATE TABLE s.t (id int PRIMARY KEY, a text, b text COLLATE "C", n numeric(8,2), "Q""x" timestamptz);
CREATE VIEW s.plain AS SELECT id, a FROM s.t;
CREATE VIEW s.barrier WITH (security_barrier) AS SELECT id FROM s.t WHERE n > 0;
CREATE VIEW s.local_check AS SELECT * FROM s.plain WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW s.cascaded_check WITH (security_barrier = false) AS SELECT * FROM s.plain WHERE id < 9 WITH CHECK OPTION;
-- no columns at all
CREATE VIEW s.nothing AS SELECT;
CREATE VIEW s.nothing_of AS SELECT FROM s.t;
-- names
CREATE VIEW s."V""i
ew" AS SELECT id AS "select", a AS "A b", "Q""x" AS "Größe" FROM s.t;
CREATE VIEW s.renamed (x, y) AS SELECT id, a FROM s.t;
CREATE VIEW s.renamed_later AS SELECT id, a FROM s.t;
ALTER TABLE s.renamed_later RENAME COLUMN a TO z;
-- a column renamed below, and one added
CREATE TABLE s.moving (c1 int, c2 int);
CREATE VIEW s.over_moving AS SELECT * FROM s.moving;
ALTER TABLE s.moving RENAME c1 TO c9;
ALTER TABLE s.moving ADD c1 text;
-- collations, typmods
CREATE VIEW s.collated AS SELECT a COLLATE "POSIX" AS p, b, n, 'x'::varchar(3) AS v, "Q""x"::timestamptz(2) AS w FROM s.t;
CREATE RECURSIVE VIEW s.counted (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 5;
CREATE VIEW s.vals AS VALUES (1, 'a'), (2, 'b''c');
CREATE VIEW s.joined AS SELECT * FROM s.t AS x (i, j) JOIN s.plain AS y (i, k) USING (i) CROSS JOIN LATERAL (SELECT x.j AS l) z;
CREATE VIEW s.rows_from AS SELECT * FROM ROWS FROM (generate_series(1, 2), json_to_record('{"a":1}') AS (a int, c text)) WITH ORDINALITY;
CREATE VIEW s.sampled AS SELECT id FROM s.t TABLESAMPLE bernoulli (10) REPEATABLE (1);
CREATE VIEW s.grouped AS SELECT id, a, count(*) FILTER (WHERE n > 1) AS c, percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS m
  FROM s.t GROUP BY GROUPING SETS ((id, a), ROLLUP (a)) HAVING count(*) > 0;
CREATE VIEW s.windowed AS SELECT id, sum(n) OVER w AS c FROM s.t WINDOW w AS (PARTITION BY a ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
CREATE VIEW s.locked AS SELECT id FROM s.t ORDER BY id DESC NULLS LAST OFFSET 1 FETCH FIRST 2 ROWS ONLY FOR UPDATE SKIP LOCKED;
CREATE VIEW s.tabled AS SELECT x.* FROM xmltable('/r' PASSING XMLPARSE(DOCUMENT '<r/>') COLUMNS o FOR ORDINALITY, v text PATH '@v' DEFAULT 'none') x;
CREATE VIEW s.operators AS SELECT id OPERATOR(pg_catalog.+) 1 AS plus, extract(year FROM "Q""x") AS y, a LIKE 'x\%' AS l,
  CASE WHEN a IS DISTINCT FROM b COLLATE "POSIX" THEN 1 ELSE coalesce(n, 2) END AS d, (ARRAY[id, 2])[1] AS e, (t.*)::s.t AS r FROM s.t;
-- defaults of columns belong to the view
ALTER VIEW s.plain ALTER COLUMN a SET DEFAULT 'some';
COMMENT ON VIEW s.plain IS 'a view''s comment';
COMMENT ON COLUMN s.plain.a IS 'of a column';
GRANT SELECT ON s.plain TO PUBLIC;
GRANT UPDATE (a) ON s.plain TO PUBLIC;
-- upgrade 12-13 to 14-18 because 14 made EXTRACT a function of its own, and the copy calls date_part as the source does --
-- want 12-13 --
CREATE SCHEMA "s";
CREATE TABLE "s"."moving" (
    "c9" integer,
    "c2" integer,
    "c1" "text"
);
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text",
    "b" "text" COLLATE "pg_catalog"."C",
    "n" numeric(8,2),
    "Q""x" timestamp with time zone
);
CREATE VIEW "s"."V""i
ew" AS
 SELECT "t"."id" AS "select",
    "t"."a" AS "A b",
    "t"."Q""x" AS "Größe"
   FROM "s"."t";
CREATE VIEW "s"."barrier" WITH ("security_barrier"='true') AS
 SELECT "t"."id"
   FROM "s"."t"
  WHERE ("t"."n" > (0)::numeric);
CREATE VIEW "s"."collated" AS
 SELECT ("t"."a" COLLATE "POSIX") AS "p",
    "t"."b",
    "t"."n",
    'x'::character varying(3) AS "v",
    ("t"."Q""x")::timestamp(2) with time zone AS "w"
   FROM "s"."t";
CREATE VIEW "s"."counted" AS
 WITH RECURSIVE "counted"("n") AS (
         VALUES (1)
        UNION ALL
         SELECT ("counted_1"."n" + 1)
           FROM "counted" "counted_1"
          WHERE ("counted_1"."n" < 5)
        )
 SELECT "counted"."n"
   FROM "counted";
CREATE VIEW "s"."grouped" AS
 SELECT "t"."id",
    "t"."a",
    "count"(*) FILTER (WHERE ("t"."n" > (1)::numeric)) AS "c",
    "percentile_cont"((0.5)::double precision) WITHIN GROUP (ORDER BY (("t"."id")::double precision)) AS "m"
   FROM "s"."t"
  GROUP BY GROUPING SETS (("t"."id", "t"."a"), ROLLUP("t"."a"))
 HAVING ("count"(*) > 0);
CREATE VIEW "s"."locked" AS
 SELECT "t"."id"
   FROM "s"."t"
  ORDER BY "t"."id" DESC NULLS LAST
 OFFSET 1
 LIMIT 2
 FOR UPDATE OF "t" SKIP LOCKED;
CREATE VIEW "s"."nothing" AS
 SELECT;
CREATE VIEW "s"."nothing_of" AS
 SELECT
   FROM "s"."t";
CREATE VIEW "s"."operators" AS
 SELECT ("t"."id" + 1) AS "plus",
    "date_part"('year'::"text", "t"."Q""x") AS "y",
    ("t"."a" ~~ 'x\%'::"text") AS "l",
        CASE
            WHEN ("t"."a" IS DISTINCT FROM ("t"."b" COLLATE "POSIX")) THEN (1)::numeric
            ELSE COALESCE("t"."n", (2)::numeric)
        END AS "d",
    (ARRAY["t"."id", 2])[1] AS "e",
    "t".*::"s"."t" AS "r"
   FROM "s"."t";
CREATE VIEW "s"."over_moving" AS
 SELECT "moving"."c9" AS "c1",
    "moving"."c2"
   FROM "s"."moving";
CREATE VIEW "s"."plain" AS
 SELECT "t"."id",
    "t"."a"
   FROM "s"."t";
COMMENT ON VIEW "s"."plain" IS 'a view''s comment';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE VIEW "s"."cascaded_check" WITH ("security_barrier"='false') AS
 SELECT "plain"."id",
    "plain"."a"
   FROM "s"."plain"
  WHERE ("plain"."id" < 9)
  WITH CASCADED CHECK OPTION;
CREATE VIEW "s"."joined" AS
 SELECT "x"."i",
    "x"."j",
    "x"."b",
    "x"."n",
    "x"."Q""x",
    "y"."k",
    "z"."l"
   FROM (("s"."t" "x"("i", "j", "b", "n", "Q""x")
     JOIN "s"."plain" "y"("i", "k") USING ("i"))
     CROSS JOIN LATERAL ( SELECT "x"."j" AS "l") "z");
CREATE VIEW "s"."local_check" AS
 SELECT "plain"."id",
    "plain"."a"
   FROM "s"."plain"
  WHERE ("plain"."id" > 0)
  WITH LOCAL CHECK OPTION;
CREATE VIEW "s"."renamed" AS
 SELECT "t"."id" AS "x",
    "t"."a" AS "y"
   FROM "s"."t";
CREATE VIEW "s"."renamed_later" AS
 SELECT "t"."id",
    "t"."a" AS "z"
   FROM "s"."t";
CREATE VIEW "s"."rows_from" AS
 SELECT "generate_series"."generate_series",
    "generate_series"."a",
    "generate_series"."c",
    "generate_series"."ordinality"
   FROM ROWS FROM("generate_series"(1, 2), "json_to_record"('{"a":1}'::"json") AS ("a" integer, "c" "text")) WITH ORDINALITY "generate_series"("generate_series", "a", "c", "ordinality");
CREATE VIEW "s"."sampled" AS
 SELECT "t"."id"
   FROM "s"."t" TABLESAMPLE "bernoulli" (10) REPEATABLE (1);
CREATE VIEW "s"."tabled" AS
 SELECT "x"."o",
    "x"."v"
   FROM XMLTABLE(('/r'::"text") PASSING (XMLPARSE(DOCUMENT '<r/>'::"text" STRIP WHITESPACE)) COLUMNS "o" FOR ORDINALITY, "v" "text" DEFAULT ('none'::"text") PATH ('@v'::"text")) "x";
CREATE VIEW "s"."vals" AS
 VALUES (1,'a'::"text"), (2,'b''c'::"text");
CREATE VIEW "s"."windowed" AS
 SELECT "t"."id",
    "sum"("t"."n") OVER "w" AS "c"
   FROM "s"."t"
  WINDOW "w" AS (PARTITION BY "t"."a" ORDER BY "t"."id" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
ALTER TABLE ONLY "s"."plain" ALTER COLUMN "a" SET DEFAULT 'some'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
GRANT UPDATE ("a") ON TABLE "s"."plain" TO PUBLIC;
-- want 14-15 --
CREATE SCHEMA "s";
CREATE TABLE "s"."moving" (
    "c9" integer,
    "c2" integer,
    "c1" "text"
);
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text",
    "b" "text" COLLATE "pg_catalog"."C",
    "n" numeric(8,2),
    "Q""x" timestamp with time zone
);
CREATE VIEW "s"."V""i
ew" AS
 SELECT "t"."id" AS "select",
    "t"."a" AS "A b",
    "t"."Q""x" AS "Größe"
   FROM "s"."t";
CREATE VIEW "s"."barrier" WITH ("security_barrier"='true') AS
 SELECT "t"."id"
   FROM "s"."t"
  WHERE ("t"."n" > (0)::numeric);
CREATE VIEW "s"."collated" AS
 SELECT ("t"."a" COLLATE "POSIX") AS "p",
    "t"."b",
    "t"."n",
    'x'::character varying(3) AS "v",
    ("t"."Q""x")::timestamp(2) with time zone AS "w"
   FROM "s"."t";
CREATE VIEW "s"."counted" AS
 WITH RECURSIVE "counted"("n") AS (
         VALUES (1)
        UNION ALL
         SELECT ("counted_1"."n" + 1)
           FROM "counted" "counted_1"
          WHERE ("counted_1"."n" < 5)
        )
 SELECT "counted"."n"
   FROM "counted";
CREATE VIEW "s"."grouped" AS
 SELECT "t"."id",
    "t"."a",
    "count"(*) FILTER (WHERE ("t"."n" > (1)::numeric)) AS "c",
    "percentile_cont"((0.5)::double precision) WITHIN GROUP (ORDER BY (("t"."id")::double precision)) AS "m"
   FROM "s"."t"
  GROUP BY GROUPING SETS (("t"."id", "t"."a"), ROLLUP("t"."a"))
 HAVING ("count"(*) > 0);
CREATE VIEW "s"."locked" AS
 SELECT "t"."id"
   FROM "s"."t"
  ORDER BY "t"."id" DESC NULLS LAST
 OFFSET 1
 LIMIT 2
 FOR UPDATE OF "t" SKIP LOCKED;
CREATE VIEW "s"."nothing" AS
 SELECT;
CREATE VIEW "s"."nothing_of" AS
 SELECT
   FROM "s"."t";
CREATE VIEW "s"."operators" AS
 SELECT ("t"."id" + 1) AS "plus",
    EXTRACT(year FROM "t"."Q""x") AS "y",
    ("t"."a" ~~ 'x\%'::"text") AS "l",
        CASE
            WHEN ("t"."a" IS DISTINCT FROM ("t"."b" COLLATE "POSIX")) THEN (1)::numeric
            ELSE COALESCE("t"."n", (2)::numeric)
        END AS "d",
    (ARRAY["t"."id", 2])[1] AS "e",
    "t".*::"s"."t" AS "r"
   FROM "s"."t";
CREATE VIEW "s"."over_moving" AS
 SELECT "moving"."c9" AS "c1",
    "moving"."c2"
   FROM "s"."moving";
CREATE VIEW "s"."plain" AS
 SELECT "t"."id",
    "t"."a"
   FROM "s"."t";
COMMENT ON VIEW "s"."plain" IS 'a view''s comment';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE VIEW "s"."cascaded_check" WITH ("security_barrier"='false') AS
 SELECT "plain"."id",
    "plain"."a"
   FROM "s"."plain"
  WHERE ("plain"."id" < 9)
  WITH CASCADED CHECK OPTION;
CREATE VIEW "s"."joined" AS
 SELECT "x"."i",
    "x"."j",
    "x"."b",
    "x"."n",
    "x"."Q""x",
    "y"."k",
    "z"."l"
   FROM (("s"."t" "x"("i", "j", "b", "n", "Q""x")
     JOIN "s"."plain" "y"("i", "k") USING ("i"))
     CROSS JOIN LATERAL ( SELECT "x"."j" AS "l") "z");
CREATE VIEW "s"."local_check" AS
 SELECT "plain"."id",
    "plain"."a"
   FROM "s"."plain"
  WHERE ("plain"."id" > 0)
  WITH LOCAL CHECK OPTION;
CREATE VIEW "s"."renamed" AS
 SELECT "t"."id" AS "x",
    "t"."a" AS "y"
   FROM "s"."t";
CREATE VIEW "s"."renamed_later" AS
 SELECT "t"."id",
    "t"."a" AS "z"
   FROM "s"."t";
CREATE VIEW "s"."rows_from" AS
 SELECT "generate_series"."generate_series",
    "generate_series"."a",
    "generate_series"."c",
    "generate_series"."ordinality"
   FROM ROWS FROM("generate_series"(1, 2), "json_to_record"('{"a":1}'::"json") AS ("a" integer, "c" "text")) WITH ORDINALITY "generate_series"("generate_series", "a", "c", "ordinality");
CREATE VIEW "s"."sampled" AS
 SELECT "t"."id"
   FROM "s"."t" TABLESAMPLE "bernoulli" (10) REPEATABLE (1);
CREATE VIEW "s"."tabled" AS
 SELECT "x"."o",
    "x"."v"
   FROM XMLTABLE(('/r'::"text") PASSING (XMLPARSE(DOCUMENT '<r/>'::"text" STRIP WHITESPACE)) COLUMNS "o" FOR ORDINALITY, "v" "text" DEFAULT ('none'::"text") PATH ('@v'::"text")) "x";
CREATE VIEW "s"."vals" AS
 VALUES (1,'a'::"text"), (2,'b''c'::"text");
CREATE VIEW "s"."windowed" AS
 SELECT "t"."id",
    "sum"("t"."n") OVER "w" AS "c"
   FROM "s"."t"
  WINDOW "w" AS (PARTITION BY "t"."a" ORDER BY "t"."id" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
ALTER TABLE ONLY "s"."plain" ALTER COLUMN "a" SET DEFAULT 'some'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
GRANT UPDATE ("a") ON TABLE "s"."plain" TO PUBLIC;
-- want 16 --
CREATE SCHEMA "s";
CREATE TABLE "s"."moving" (
    "c9" integer,
    "c2" integer,
    "c1" "text"
);
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text",
    "b" "text" COLLATE "pg_catalog"."C",
    "n" numeric(8,2),
    "Q""x" timestamp with time zone
);
CREATE VIEW "s"."V""i
ew" AS
 SELECT "id" AS "select",
    "a" AS "A b",
    "Q""x" AS "Größe"
   FROM "s"."t";
CREATE VIEW "s"."barrier" WITH ("security_barrier"='true') AS
 SELECT "id"
   FROM "s"."t"
  WHERE ("n" > (0)::numeric);
CREATE VIEW "s"."collated" AS
 SELECT ("a" COLLATE "POSIX") AS "p",
    "b",
    "n",
    'x'::character varying(3) AS "v",
    ("Q""x")::timestamp(2) with time zone AS "w"
   FROM "s"."t";
CREATE VIEW "s"."counted" AS
 WITH RECURSIVE "counted"("n") AS (
         VALUES (1)
        UNION ALL
         SELECT ("counted_1"."n" + 1)
           FROM "counted" "counted_1"
          WHERE ("counted_1"."n" < 5)
        )
 SELECT "n"
   FROM "counted";
CREATE VIEW "s"."grouped" AS
 SELECT "id",
    "a",
    "count"(*) FILTER (WHERE ("n" > (1)::numeric)) AS "c",
    "percentile_cont"((0.5)::double precision) WITHIN GROUP (ORDER BY (("id")::double precision)) AS "m"
   FROM "s"."t"
  GROUP BY GROUPING SETS (("id", "a"), ROLLUP("a"))
 HAVING ("count"(*) > 0);
CREATE VIEW "s"."locked" AS
 SELECT "id"
   FROM "s"."t"
  ORDER BY "id" DESC NULLS LAST
 OFFSET 1
 LIMIT 2
 FOR UPDATE OF "t" SKIP LOCKED;
CREATE VIEW "s"."nothing" AS
 SELECT;
CREATE VIEW "s"."nothing_of" AS
 SELECT
   FROM "s"."t";
CREATE VIEW "s"."operators" AS
 SELECT ("id" + 1) AS "plus",
    EXTRACT(year FROM "Q""x") AS "y",
    ("a" ~~ 'x\%'::"text") AS "l",
        CASE
            WHEN ("a" IS DISTINCT FROM ("b" COLLATE "POSIX")) THEN (1)::numeric
            ELSE COALESCE("n", (2)::numeric)
        END AS "d",
    (ARRAY["id", 2])[1] AS "e",
    "t".*::"s"."t" AS "r"
   FROM "s"."t";
CREATE VIEW "s"."over_moving" AS
 SELECT "c9" AS "c1",
    "c2"
   FROM "s"."moving";
CREATE VIEW "s"."plain" AS
 SELECT "id",
    "a"
   FROM "s"."t";
COMMENT ON VIEW "s"."plain" IS 'a view''s comment';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE VIEW "s"."cascaded_check" WITH ("security_barrier"='false') AS
 SELECT "id",
    "a"
   FROM "s"."plain"
  WHERE ("id" < 9)
  WITH CASCADED CHECK OPTION;
CREATE VIEW "s"."joined" AS
 SELECT "x"."i",
    "x"."j",
    "x"."b",
    "x"."n",
    "x"."Q""x",
    "y"."k",
    "z"."l"
   FROM (("s"."t" "x"("i", "j", "b", "n", "Q""x")
     JOIN "s"."plain" "y"("i", "k") USING ("i"))
     CROSS JOIN LATERAL ( SELECT "x"."j" AS "l") "z");
CREATE VIEW "s"."local_check" AS
 SELECT "id",
    "a"
   FROM "s"."plain"
  WHERE ("id" > 0)
  WITH LOCAL CHECK OPTION;
CREATE VIEW "s"."renamed" AS
 SELECT "id" AS "x",
    "a" AS "y"
   FROM "s"."t";
CREATE VIEW "s"."renamed_later" AS
 SELECT "id",
    "a" AS "z"
   FROM "s"."t";
CREATE VIEW "s"."rows_from" AS
 SELECT "generate_series",
    "a",
    "c",
    "ordinality"
   FROM ROWS FROM("generate_series"(1, 2), "json_to_record"('{"a":1}'::"json") AS ("a" integer, "c" "text")) WITH ORDINALITY "generate_series"("generate_series", "a", "c", "ordinality");
CREATE VIEW "s"."sampled" AS
 SELECT "id"
   FROM "s"."t" TABLESAMPLE "bernoulli" (10) REPEATABLE (1);
CREATE VIEW "s"."tabled" AS
 SELECT "o",
    "v"
   FROM XMLTABLE(('/r'::"text") PASSING (XMLPARSE(DOCUMENT '<r/>'::"text" STRIP WHITESPACE)) COLUMNS "o" FOR ORDINALITY, "v" "text" DEFAULT ('none'::"text") PATH ('@v'::"text")) "x";
CREATE VIEW "s"."vals" AS
 VALUES (1,'a'::"text"), (2,'b''c'::"text");
CREATE VIEW "s"."windowed" AS
 SELECT "id",
    "sum"("n") OVER "w" AS "c"
   FROM "s"."t"
  WINDOW "w" AS (PARTITION BY "a" ORDER BY "id" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
ALTER TABLE ONLY "s"."plain" ALTER COLUMN "a" SET DEFAULT 'some'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
GRANT UPDATE ("a") ON TABLE "s"."plain" TO PUBLIC;
-- want 17-18 --
CREATE SCHEMA "s";
CREATE TABLE "s"."moving" (
    "c9" integer,
    "c2" integer,
    "c1" "text"
);
CREATE TABLE "s"."t" (
    "id" integer NOT NULL,
    "a" "text",
    "b" "text" COLLATE "pg_catalog"."C",
    "n" numeric(8,2),
    "Q""x" timestamp with time zone
);
CREATE VIEW "s"."V""i
ew" AS
 SELECT "id" AS "select",
    "a" AS "A b",
    "Q""x" AS "Größe"
   FROM "s"."t";
CREATE VIEW "s"."barrier" WITH ("security_barrier"='true') AS
 SELECT "id"
   FROM "s"."t"
  WHERE ("n" > (0)::numeric);
CREATE VIEW "s"."collated" AS
 SELECT ("a" COLLATE "POSIX") AS "p",
    "b",
    "n",
    'x'::character varying(3) AS "v",
    ("Q""x")::timestamp(2) with time zone AS "w"
   FROM "s"."t";
CREATE VIEW "s"."counted" AS
 WITH RECURSIVE "counted"("n") AS (
         VALUES (1)
        UNION ALL
         SELECT ("counted_1"."n" + 1)
           FROM "counted" "counted_1"
          WHERE ("counted_1"."n" < 5)
        )
 SELECT "n"
   FROM "counted";
CREATE VIEW "s"."grouped" AS
 SELECT "id",
    "a",
    "count"(*) FILTER (WHERE ("n" > (1)::numeric)) AS "c",
    "percentile_cont"((0.5)::double precision) WITHIN GROUP (ORDER BY (("id")::double precision)) AS "m"
   FROM "s"."t"
  GROUP BY GROUPING SETS (("id", "a"), ROLLUP("a"))
 HAVING ("count"(*) > 0);
CREATE VIEW "s"."locked" AS
 SELECT "id"
   FROM "s"."t"
  ORDER BY "id" DESC NULLS LAST
 OFFSET 1
 LIMIT 2
 FOR UPDATE OF "t" SKIP LOCKED;
CREATE VIEW "s"."nothing" AS
 SELECT;
CREATE VIEW "s"."nothing_of" AS
 SELECT
   FROM "s"."t";
CREATE VIEW "s"."operators" AS
 SELECT ("id" + 1) AS "plus",
    EXTRACT(year FROM "Q""x") AS "y",
    ("a" ~~ 'x\%'::"text") AS "l",
        CASE
            WHEN ("a" IS DISTINCT FROM ("b" COLLATE "POSIX")) THEN (1)::numeric
            ELSE COALESCE("n", (2)::numeric)
        END AS "d",
    (ARRAY["id", 2])[1] AS "e",
    "t".*::"s"."t" AS "r"
   FROM "s"."t";
CREATE VIEW "s"."over_moving" AS
 SELECT "c9" AS "c1",
    "c2"
   FROM "s"."moving";
CREATE VIEW "s"."plain" AS
 SELECT "id",
    "a"
   FROM "s"."t";
COMMENT ON VIEW "s"."plain" IS 'a view''s comment';
COMMENT ON COLUMN "s"."plain"."a" IS 'of a column';
CREATE VIEW "s"."cascaded_check" WITH ("security_barrier"='false') AS
 SELECT "id",
    "a"
   FROM "s"."plain"
  WHERE ("id" < 9)
  WITH CASCADED CHECK OPTION;
CREATE VIEW "s"."joined" AS
 SELECT "x"."i",
    "x"."j",
    "x"."b",
    "x"."n",
    "x"."Q""x",
    "y"."k",
    "z"."l"
   FROM (("s"."t" "x"("i", "j", "b", "n", "Q""x")
     JOIN "s"."plain" "y"("i", "k") USING ("i"))
     CROSS JOIN LATERAL ( SELECT "x"."j" AS "l") "z");
CREATE VIEW "s"."local_check" AS
 SELECT "id",
    "a"
   FROM "s"."plain"
  WHERE ("id" > 0)
  WITH LOCAL CHECK OPTION;
CREATE VIEW "s"."renamed" AS
 SELECT "id" AS "x",
    "a" AS "y"
   FROM "s"."t";
CREATE VIEW "s"."renamed_later" AS
 SELECT "id",
    "a" AS "z"
   FROM "s"."t";
CREATE VIEW "s"."rows_from" AS
 SELECT "generate_series",
    "a",
    "c",
    "ordinality"
   FROM ROWS FROM("generate_series"(1, 2), "json_to_record"('{"a":1}'::json) AS ("a" integer, "c" "text")) WITH ORDINALITY "generate_series"("generate_series", "a", "c", "ordinality");
CREATE VIEW "s"."sampled" AS
 SELECT "id"
   FROM "s"."t" TABLESAMPLE "bernoulli" (10) REPEATABLE (1);
CREATE VIEW "s"."tabled" AS
 SELECT "o",
    "v"
   FROM XMLTABLE(('/r'::"text") PASSING (XMLPARSE(DOCUMENT '<r/>'::"text" STRIP WHITESPACE)) COLUMNS "o" FOR ORDINALITY, "v" "text" DEFAULT ('none'::"text") PATH ('@v'::"text")) "x";
CREATE VIEW "s"."vals" AS
 VALUES (1,'a'::"text"), (2,'b''c'::"text");
CREATE VIEW "s"."windowed" AS
 SELECT "id",
    "sum"("n") OVER "w" AS "c"
   FROM "s"."t"
  WINDOW "w" AS (PARTITION BY "a" ORDER BY "id" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES);
ALTER TABLE ONLY "s"."plain" ALTER COLUMN "a" SET DEFAULT 'some'::"text";
ALTER TABLE ONLY "s"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
GRANT SELECT ON TABLE "s"."plain" TO PUBLIC;
GRANT UPDATE ("a") ON TABLE "s"."plain" TO PUBLIC;
