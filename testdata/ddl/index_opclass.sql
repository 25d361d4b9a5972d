-- #37
-- Parameters of operator classes.
-- setup --
CREATE TABLE i (a integer, t tsvector);
CREATE INDEX signed ON i USING gist (t tsvector_ops (siglen = 200));
-- skip 12 because there are none --
-- want --
CREATE TABLE "public"."i" (
    "a" integer,
    "t" "tsvector"
);
CREATE INDEX "signed" ON "public"."i" USING "gist" ("t" "tsvector_ops" ("siglen"='200'));
