-- Conversions with functions of the server.
-- setup --
CREATE SCHEMA "C c";
CREATE CONVERSION "C c"."My conv" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION standard FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE CONVERSION japanese FOR 'EUC_JP' TO 'SJIS' FROM pg_catalog.euc_jp_to_sjis;
COMMENT ON CONVERSION "C c"."My conv" IS 'it''s mine';
ALTER CONVERSION "C c"."My conv" OWNER TO "Carol ""C""";
ALTER CONVERSION standard OWNER TO alice;
-- want --
CREATE SCHEMA "C c";
CREATE CONVERSION "C c"."My conv" FOR 'LATIN1' TO 'UTF8' FROM "pg_catalog"."iso8859_1_to_utf8";
ALTER CONVERSION "C c"."My conv" OWNER TO "Carol ""C""";
COMMENT ON CONVERSION "C c"."My conv" IS 'it''s mine';
CREATE CONVERSION "public"."japanese" FOR 'EUC_JP' TO 'SJIS' FROM "pg_catalog"."euc_jp_to_sjis";
CREATE DEFAULT CONVERSION "public"."standard" FOR 'UTF8' TO 'LATIN1' FROM "pg_catalog"."utf8_to_iso8859_1";
ALTER CONVERSION "public"."standard" OWNER TO "alice";
