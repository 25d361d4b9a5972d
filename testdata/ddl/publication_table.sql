-- #59
-- setup --
CREATE SCHEMA s;
CREATE TABLE s."T t" (a integer PRIMARY KEY, b text);
CREATE TABLE parent (a integer);
CREATE TABLE child (b integer) INHERITS (parent);
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE PUBLICATION "P 1" FOR TABLE s."T t", p;
CREATE PUBLICATION above FOR TABLE ONLY parent;
CREATE PUBLICATION family FOR TABLE parent;
CREATE PUBLICATION part FOR TABLE p1, s."T t" WITH (publish = 'delete');
ALTER PUBLICATION above OWNER TO bob;
-- skip 12 because partitioned tables can be published since 13 --
-- want --
CREATE SCHEMA "s";
CREATE TABLE "public"."p" (
    "a" integer
)
PARTITION BY LIST ("a");
CREATE TABLE "public"."p1" (
    "a" integer
);
CREATE TABLE "public"."parent" (
    "a" integer
);
CREATE TABLE "public"."child" (
    "b" integer
)
INHERITS ("public"."parent");
CREATE TABLE "s"."T t" (
    "a" integer NOT NULL,
    "b" "text"
);
ALTER TABLE ONLY "public"."p" ATTACH PARTITION "public"."p1" FOR VALUES IN (1);
ALTER TABLE ONLY "s"."T t" ADD CONSTRAINT "T t_pkey" PRIMARY KEY ("a");
CREATE PUBLICATION "P 1" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "above" WITH (publish = 'insert, update, delete, truncate');
ALTER PUBLICATION "above" OWNER TO "bob";
CREATE PUBLICATION "family" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "part" WITH (publish = 'delete');
ALTER PUBLICATION "P 1" ADD TABLE ONLY "public"."p";
ALTER PUBLICATION "above" ADD TABLE ONLY "public"."parent";
ALTER PUBLICATION "family" ADD TABLE ONLY "public"."child";
ALTER PUBLICATION "family" ADD TABLE ONLY "public"."parent";
ALTER PUBLICATION "part" ADD TABLE ONLY "public"."p1";
ALTER PUBLICATION "P 1" ADD TABLE ONLY "s"."T t";
ALTER PUBLICATION "part" ADD TABLE ONLY "s"."T t";
