-- Views with CHECK OPTION: one that is first made empty, and others over it.
-- setup --
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW below AS SELECT id, a FROM t WHERE id > 0 AND (SELECT count(*) FROM (SELECT id, a FROM t GROUP BY id) g) >= 0 WITH LOCAL CHECK OPTION;
CREATE VIEW cascaded AS SELECT id, a FROM t WHERE id > 1 AND (SELECT count(*) FROM (SELECT id, a FROM t GROUP BY id) g) >= 0 WITH CASCADED CHECK OPTION;
CREATE VIEW "over" WITH (security_barrier = true) AS SELECT id FROM below WHERE id < 100 WITH CASCADED CHECK OPTION;
CREATE VIEW local AS SELECT id FROM "over" WITH LOCAL CHECK OPTION;
COMMENT ON VIEW "over" IS 'checked';
GRANT SELECT ON "over" TO alice;
-- want 12-15 --
CREATE TABLE "public"."t" (
    "id" integer NOT NULL,
    "a" "text"
);
CREATE VIEW "public"."below" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "a";
CREATE VIEW "public"."cascaded" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "a";
CREATE VIEW "public"."over" WITH ("security_barrier"='true') AS
 SELECT "below"."id"
   FROM "public"."below"
  WHERE ("below"."id" < 100)
  WITH CASCADED CHECK OPTION;
COMMENT ON VIEW "public"."over" IS 'checked';
CREATE VIEW "public"."local" AS
 SELECT "over"."id"
   FROM "public"."over"
  WITH LOCAL CHECK OPTION;
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE OR REPLACE VIEW "public"."below" AS
 SELECT "t"."id",
    "t"."a"
   FROM "public"."t"
  WHERE (("t"."id" > 0) AND (( SELECT "count"(*) AS "count"
           FROM ( SELECT "t_1"."id",
                    "t_1"."a"
                   FROM "public"."t" "t_1"
                  GROUP BY "t_1"."id") "g") >= 0))
  WITH LOCAL CHECK OPTION;
CREATE OR REPLACE VIEW "public"."cascaded" AS
 SELECT "t"."id",
    "t"."a"
   FROM "public"."t"
  WHERE (("t"."id" > 1) AND (( SELECT "count"(*) AS "count"
           FROM ( SELECT "t_1"."id",
                    "t_1"."a"
                   FROM "public"."t" "t_1"
                  GROUP BY "t_1"."id") "g") >= 0))
  WITH CASCADED CHECK OPTION;
GRANT SELECT ON TABLE "public"."over" TO "alice";
-- want 16-18 --
CREATE TABLE "public"."t" (
    "id" integer NOT NULL,
    "a" "text"
);
CREATE VIEW "public"."below" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "a";
CREATE VIEW "public"."cascaded" AS
 SELECT
    NULL::integer AS "id",
    NULL::"text" AS "a";
CREATE VIEW "public"."over" WITH ("security_barrier"='true') AS
 SELECT "id"
   FROM "public"."below"
  WHERE ("id" < 100)
  WITH CASCADED CHECK OPTION;
COMMENT ON VIEW "public"."over" IS 'checked';
CREATE VIEW "public"."local" AS
 SELECT "id"
   FROM "public"."over"
  WITH LOCAL CHECK OPTION;
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
CREATE OR REPLACE VIEW "public"."below" AS
 SELECT "id",
    "a"
   FROM "public"."t"
  WHERE (("id" > 0) AND (( SELECT "count"(*) AS "count"
           FROM ( SELECT "t_1"."id",
                    "t_1"."a"
                   FROM "public"."t" "t_1"
                  GROUP BY "t_1"."id") "g") >= 0))
  WITH LOCAL CHECK OPTION;
CREATE OR REPLACE VIEW "public"."cascaded" AS
 SELECT "id",
    "a"
   FROM "public"."t"
  WHERE (("id" > 1) AND (( SELECT "count"(*) AS "count"
           FROM ( SELECT "t_1"."id",
                    "t_1"."a"
                   FROM "public"."t" "t_1"
                  GROUP BY "t_1"."id") "g") >= 0))
  WITH CASCADED CHECK OPTION;
GRANT SELECT ON TABLE "public"."over" TO "alice";
