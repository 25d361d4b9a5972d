-- #11
-- Tables of a composite type.
-- setup --
CREATE TYPE person AS (id integer, name text, born date);
CREATE TABLE persons OF person;
CREATE TABLE persons_default OF person (name DEFAULT 'x', born WITH OPTIONS NOT NULL);
CREATE TABLE persons_check OF person (id NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE persons_key OF person (PRIMARY KEY (id), UNIQUE (name)) WITH (fillfactor = 50);
-- want --
CREATE TYPE "public"."person" AS (
    "id" integer,
    "name" "text",
    "born" "date");
CREATE TABLE "public"."persons" OF "public"."person";
CREATE TABLE "public"."persons_check" OF "public"."person" (
    "id" WITH OPTIONS NOT NULL,
    CONSTRAINT "positive" CHECK (("id" > 0))
);
CREATE TABLE "public"."persons_default" OF "public"."person" (
    "name" WITH OPTIONS DEFAULT 'x'::"text",
    "born" WITH OPTIONS NOT NULL
);
CREATE TABLE "public"."persons_key" OF "public"."person" (
    "id" WITH OPTIONS NOT NULL
)
WITH ("fillfactor"='50');
ALTER TABLE ONLY "public"."persons_key" ADD CONSTRAINT "persons_key_name_key" UNIQUE ("name");
ALTER TABLE ONLY "public"."persons_key" ADD CONSTRAINT "persons_key_pkey" PRIMARY KEY ("id");
