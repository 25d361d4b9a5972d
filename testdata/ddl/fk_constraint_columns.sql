-- #21
-- ON DELETE SET NULL for some of the columns.
-- setup --
CREATE TABLE t (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE f (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET NULL (b));
CREATE TABLE g (a integer, b integer DEFAULT 3, FOREIGN KEY (a, b) REFERENCES t ON DELETE SET DEFAULT (b));
-- skip 12-14 because it is all or none --
-- want --
CREATE TABLE "public"."f" (
    "a" integer,
    "b" integer
);
CREATE TABLE "public"."g" (
    "a" integer,
    "b" integer DEFAULT 3
);
CREATE TABLE "public"."t" (
    "a" integer NOT NULL,
    "b" integer NOT NULL
);
ALTER TABLE ONLY "public"."t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a", "b");
ALTER TABLE ONLY "public"."f" ADD CONSTRAINT "f_a_b_fkey" FOREIGN KEY ("a", "b") REFERENCES "public"."t"("a", "b") ON DELETE SET NULL ("b");
ALTER TABLE ONLY "public"."g" ADD CONSTRAINT "g_a_b_fkey" FOREIGN KEY ("a", "b") REFERENCES "public"."t"("a", "b") ON DELETE SET DEFAULT ("b");
