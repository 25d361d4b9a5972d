-- #10
-- Named NOT NULL constraints of domains.
-- skip 12-16 because they have no name --
-- setup --
CREATE DOMAIN d AS int NOT NULL;
CREATE DOMAIN named AS int CONSTRAINT "Not null" NOT NULL;
COMMENT ON CONSTRAINT "Not null" ON DOMAIN named IS 'never';
CREATE DOMAIN renamed AS int NOT NULL;
ALTER DOMAIN renamed RENAME CONSTRAINT renamed_not_null TO other_name;
-- want --
CREATE DOMAIN "public"."d" AS integer
    CONSTRAINT "d_not_null" NOT NULL;
CREATE DOMAIN "public"."named" AS integer
    CONSTRAINT "Not null" NOT NULL;
COMMENT ON CONSTRAINT "Not null" ON DOMAIN "public"."named" IS 'never';
CREATE DOMAIN "public"."renamed" AS integer
    CONSTRAINT "other_name" NOT NULL;
