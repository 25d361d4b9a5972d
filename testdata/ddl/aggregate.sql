-- #47
-- Aggregates: every clause, ordered sets, moving aggregates.
-- setup --
CREATE SCHEMA "S s";
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = safe, COMBINEFUNC = int4pl);
CREATE AGGREGATE rows(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE least_of(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <);
CREATE AGGREGATE moving(int) (SFUNC = int4pl, STYPE = int, SSPACE = 50, FINALFUNC = int4um, FINALFUNC_MODIFY = shareable,
  MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, MSSPACE = 100, MINITCOND = '0', MFINALFUNC = int4um,
  MFINALFUNC_MODIFY = read_write);
CREATE AGGREGATE percentile(float8 ORDER BY x int) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE percentile_modest(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = read_only);
CREATE AGGREGATE hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi,
  STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE empty_start(text) (SFUNC = textcat, STYPE = text, INITCOND = '');
CREATE AGGREGATE quoted_start(text) (SFUNC = textcat, STYPE = text, INITCOND = 'it''s \');
CREATE AGGREGATE serial(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg,
  COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize,
  PARALLEL = restricted);
CREATE FUNCTION "S s"."Step s"(int, int, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'select 1';
CREATE AGGREGATE "S s"."Named n"("A b" int, VARIADIC c int[]) (SFUNC = "S s"."Step s", STYPE = int);
COMMENT ON AGGREGATE rows(*) IS 'a star';
COMMENT ON AGGREGATE percentile(float8 ORDER BY int) IS 'ordered';
COMMENT ON AGGREGATE hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") IS 'hypothetical';
ALTER AGGREGATE rows(*) OWNER TO alice;
ALTER AGGREGATE percentile(float8 ORDER BY int) OWNER TO alice;
ALTER AGGREGATE "S s"."Named n"(int, VARIADIC int[]) OWNER TO "Carol ""C""";
REVOKE EXECUTE ON FUNCTION rows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rows() TO bob WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION percentile(float8, int) TO bob;
GRANT EXECUTE ON FUNCTION hypothetical("any") TO bob;
GRANT EXECUTE ON FUNCTION "S s"."Named n"(int, int[]) TO bob;
-- want --
CREATE SCHEMA "S s";
CREATE FUNCTION "S s"."Step s"(integer, integer, VARIADIC integer[])
    RETURNS integer
    LANGUAGE "sql"
    AS 'select 1';
CREATE AGGREGATE "S s"."Named n"("A b" integer, VARIADIC "c" integer[]) (
    SFUNC = "S s"."Step s",
    STYPE = integer
);
ALTER AGGREGATE "S s"."Named n"("A b" integer, VARIADIC "c" integer[]) OWNER TO "Carol ""C""";
CREATE AGGREGATE "public"."empty_start"("text") (
    SFUNC = "pg_catalog"."textcat",
    STYPE = "text",
    INITCOND = ''
);
CREATE AGGREGATE "public"."hypothetical"(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = "pg_catalog"."ordered_set_transition_multi",
    STYPE = "internal",
    FINALFUNC = "pg_catalog"."rank_final",
    FINALFUNC_EXTRA,
    HYPOTHETICAL
);
COMMENT ON AGGREGATE "public"."hypothetical"(VARIADIC "any" ORDER BY VARIADIC "any") IS 'hypothetical';
CREATE AGGREGATE "public"."least_of"(integer) (
    SFUNC = "pg_catalog"."int4smaller",
    STYPE = integer,
    SORTOP = OPERATOR("pg_catalog".<)
);
CREATE AGGREGATE "public"."moving"(integer) (
    SFUNC = "pg_catalog"."int4pl",
    STYPE = integer,
    SSPACE = 50,
    FINALFUNC = "pg_catalog"."int4um",
    FINALFUNC_MODIFY = SHAREABLE,
    MSFUNC = "pg_catalog"."int4pl",
    MINVFUNC = "pg_catalog"."int4mi",
    MSTYPE = integer,
    MSSPACE = 100,
    MINITCOND = '0',
    MFINALFUNC = "pg_catalog"."int4um",
    MFINALFUNC_MODIFY = READ_WRITE
);
CREATE AGGREGATE "public"."percentile"(double precision ORDER BY "x" integer) (
    SFUNC = "pg_catalog"."ordered_set_transition",
    STYPE = "internal",
    FINALFUNC = "pg_catalog"."percentile_disc_final",
    FINALFUNC_EXTRA
);
ALTER AGGREGATE "public"."percentile"(double precision ORDER BY "x" integer) OWNER TO "alice";
COMMENT ON AGGREGATE "public"."percentile"(double precision ORDER BY "x" integer) IS 'ordered';
CREATE AGGREGATE "public"."percentile_modest"(double precision ORDER BY "anyelement") (
    SFUNC = "pg_catalog"."ordered_set_transition",
    STYPE = "internal",
    FINALFUNC = "pg_catalog"."percentile_disc_final",
    FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = READ_ONLY
);
CREATE AGGREGATE "public"."quoted_start"("text") (
    SFUNC = "pg_catalog"."textcat",
    STYPE = "text",
    INITCOND = 'it''s \'
);
CREATE AGGREGATE "public"."rows"(*) (
    SFUNC = "pg_catalog"."int8inc",
    STYPE = bigint,
    INITCOND = '0'
);
ALTER AGGREGATE "public"."rows"(*) OWNER TO "alice";
COMMENT ON AGGREGATE "public"."rows"(*) IS 'a star';
CREATE AGGREGATE "public"."serial"(numeric) (
    SFUNC = "pg_catalog"."numeric_avg_accum",
    STYPE = "internal",
    FINALFUNC = "pg_catalog"."numeric_avg",
    COMBINEFUNC = "pg_catalog"."numeric_avg_combine",
    SERIALFUNC = "pg_catalog"."numeric_avg_serialize",
    DESERIALFUNC = "pg_catalog"."numeric_avg_deserialize",
    PARALLEL = RESTRICTED
);
CREATE AGGREGATE "public"."total"(integer) (
    SFUNC = "pg_catalog"."int4pl",
    STYPE = integer,
    INITCOND = '0',
    COMBINEFUNC = "pg_catalog"."int4pl",
    PARALLEL = SAFE
);
GRANT EXECUTE ON FUNCTION "S s"."Named n"(integer, integer[]) TO "bob";
GRANT EXECUTE ON FUNCTION "public"."hypothetical"("any") TO "bob";
GRANT EXECUTE ON FUNCTION "public"."percentile"(double precision, integer) TO "bob";
REVOKE ALL ON FUNCTION "public"."rows"() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "public"."rows"() TO "bob" WITH GRANT OPTION;
