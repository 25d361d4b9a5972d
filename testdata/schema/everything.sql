-- A database that uses every kind of object that promark knows, with the odd
-- forms of each. A line "-- since N --" begins a part for servers from that
-- major version on.

-- roles belong to the server: they may be there from another database --------
DO $$ BEGIN CREATE ROLE everything_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE everything_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "everything ""other"""; EXCEPTION WHEN duplicate_object THEN NULL; END $$;

-- schemas -------------------------------------------------------------------
CREATE SCHEMA core;
CREATE SCHEMA "Odd ""schema"" ; -- x";
COMMENT ON SCHEMA "Odd ""schema"" ; -- x" IS 'two
lines, ''quotes'' and \backslash';
CREATE SCHEMA owned AUTHORIZATION everything_owner;
CREATE SCHEMA ext;
COMMENT ON SCHEMA public IS 'changed comment';
GRANT USAGE ON SCHEMA core TO everything_owner, everything_reader, "everything ""other""";
GRANT CREATE ON SCHEMA core, ext TO everything_owner;
GRANT CREATE ON SCHEMA public TO everything_owner;
SET search_path = core, public;

-- extensions ----------------------------------------------------------------
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION btree_gist SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
GRANT EXECUTE ON FUNCTION ext.hstore(text, text) TO everything_reader WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION ext.show_trgm(text) FROM PUBLIC;

-- types ---------------------------------------------------------------------
CREATE TYPE mood AS ENUM ('sad', 'happy');
ALTER TYPE mood ADD VALUE 'ok' BEFORE 'happy';
ALTER TYPE mood ADD VALUE 'fine, '';' AFTER 'ok';
CREATE TYPE no_labels AS ENUM ();
COMMENT ON TYPE mood IS 'a mood';
ALTER TYPE mood OWNER TO everything_owner;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE ON TYPE mood TO everything_reader;

CREATE TYPE pair AS (a integer, b text COLLATE "C", "Odd ""c""" numeric(10,2)[]);
CREATE TYPE nothing AS ();
CREATE TYPE shrunk AS (a integer, gone text, c integer);
ALTER TYPE shrunk DROP ATTRIBUTE gone;
ALTER TYPE shrunk ADD ATTRIBUTE d text;
COMMENT ON TYPE pair IS 'a pair';
COMMENT ON COLUMN pair.b IS 'column of a composite type';

CREATE TYPE forgotten;
COMMENT ON TYPE forgotten IS 'a shell';

CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
CREATE TYPE floatrange AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE TYPE opcrange AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);

CREATE TYPE myint;
CREATE FUNCTION myint_in(cstring) RETURNS myint LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION myint_out(myint) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION myint_recv(internal) RETURNS myint LANGUAGE internal IMMUTABLE STRICT AS 'int4recv';
CREATE FUNCTION myint_send(myint) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
CREATE TYPE myint (INPUT = myint_in, OUTPUT = myint_out, RECEIVE = myint_recv, SEND = myint_send,
  INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'x', PREFERRED = true,
  DELIMITER = ';', DEFAULT = '42');
COMMENT ON TYPE myint IS 'base type';
ALTER TYPE myint OWNER TO everything_owner;

CREATE FUNCTION positive(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN posint AS integer NOT NULL DEFAULT 1 CONSTRAINT posint_check CHECK (VALUE > 0)
  CONSTRAINT posint_fn CHECK (core.positive(VALUE));
CREATE DOMAIN label AS varchar(10) COLLATE "C" DEFAULT 'x';
CREATE DOMAIN posints AS posint[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN pair_domain AS pair CHECK ((VALUE).a IS NOT NULL);
CREATE DOMAIN smaller AS posint CHECK (VALUE < 100);
ALTER DOMAIN label ADD CONSTRAINT not_checked CHECK (VALUE <> 'y') NOT VALID;
COMMENT ON DOMAIN posint IS 'a positive number';
COMMENT ON CONSTRAINT posint_check ON DOMAIN posint IS 'domain constraint';
COMMENT ON CONSTRAINT not_checked ON DOMAIN label IS 'not valid';
ALTER DOMAIN posint OWNER TO everything_owner;
GRANT USAGE ON DOMAIN posint TO everything_reader;

-- functions -----------------------------------------------------------------
CREATE FUNCTION add(a integer, b integer DEFAULT 2, VARIADIC c integer[] DEFAULT '{}') RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 7 AS $$SELECT a + b -- 'quote' \ and $1
$$;
CREATE FUNCTION pairs(n integer) RETURNS TABLE (a integer, b pair) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 7
  SET search_path = core, "Odd ""schema"" ; -- x", '' SET work_mem = '5MB' SET "DateStyle" = 'ISO, DMY'
  AS $x$ BEGIN RETURN; END $x$;
CREATE FUNCTION outs(IN a integer, OUT b text, INOUT c mood) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
CREATE FUNCTION anything(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION leak(text) RETURNS boolean LANGUAGE internal LEAKPROOF IMMUTABLE STRICT AS 'texteq';
CREATE FUNCTION my_row_number() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
CREATE FUNCTION "Odd ""schema"" ; -- x"."Fn ""x""("("A ""b" integer) RETURNS SETOF core.mood LANGUAGE sql
  AS 'SELECT NULL::core.mood';
CREATE PROCEDURE proc(a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
COMMENT ON FUNCTION add(integer, integer, integer[]) IS 'adds';
COMMENT ON PROCEDURE proc(integer, text) IS 'procedure';
ALTER FUNCTION add(integer, integer, integer[]) OWNER TO everything_owner;
ALTER PROCEDURE proc(integer, text) OWNER TO everything_owner;
REVOKE EXECUTE ON FUNCTION add(integer, integer, integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add(integer, integer, integer[]) TO everything_reader WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE proc(integer, text) TO everything_reader;
ALTER FUNCTION positive(integer) DEPENDS ON EXTENSION hstore;

CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint, INITCOND = '0', PARALLEL = safe,
  COMBINEFUNC = int8pl, MSFUNC = int4_avg_accum, MINVFUNC = int4_avg_accum_inv, MSTYPE = bigint[],
  MFINALFUNC = int2int4_sum, MINITCOND = '{0,0}');
CREATE AGGREGATE longest(text) (SFUNC = text_larger, STYPE = text, SORTOP = >);
CREATE FUNCTION count_state(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + 1';
CREATE AGGREGATE how_many(*) (SFUNC = count_state, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE my_percentile(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE my_rank(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi,
  STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE how_many(*) IS 'aggregate';
COMMENT ON AGGREGATE my_rank(VARIADIC "any" ORDER BY VARIADIC "any") IS 'hypothetical';
ALTER AGGREGATE my_rank(VARIADIC "any" ORDER BY VARIADIC "any") OWNER TO everything_owner;
GRANT EXECUTE ON FUNCTION total(integer) TO everything_reader;
REVOKE ALL ON FUNCTION total(integer) FROM PUBLIC;

CREATE FUNCTION pair_eq(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION pair_ne(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <> $2.a';
CREATE OPERATOR === (FUNCTION = pair_eq, LEFTARG = pair, RIGHTARG = pair, COMMUTATOR = ===, NEGATOR = !==,
  RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR !== (FUNCTION = pair_ne, LEFTARG = pair, RIGHTARG = pair, COMMUTATOR = !==, NEGATOR = ===,
  RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE FUNCTION minus_pair(pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT - $1.a';
CREATE OPERATOR "Odd ""schema"" ; -- x".!+ (FUNCTION = minus_pair, RIGHTARG = pair);
COMMENT ON OPERATOR === (pair, pair) IS 'operator';
COMMENT ON OPERATOR "Odd ""schema"" ; -- x".!+ (NONE, pair) IS 'prefix operator';
ALTER OPERATOR "Odd ""schema"" ; -- x".!+ (NONE, pair) OWNER TO everything_owner;

-- tables --------------------------------------------------------------------
CREATE TABLE plain (
  id integer PRIMARY KEY,
  "Name ""x""" varchar(20) COLLATE "C" NOT NULL DEFAULT 'a''b\c',
  at timestamptz DEFAULT '2020-01-01 00:00:00+02' NOT NULL,
  amount numeric(12,3) DEFAULT 1.50 CHECK (amount > 0) NO INHERIT,
  m mood DEFAULT 'happy',
  p pair,
  d posint,
  ds posints,
  tags text[] DEFAULT ARRAY['a', 'b'],
  f floatrange,
  h ext.hstore,
  c citext,
  mi myint,
  bits bit varying(5) DEFAULT B'101',
  i interval DEFAULT '1 mon -2 days 03:00:00',
  CONSTRAINT "Chk ""x""" CHECK (id > 0 AND m <> 'sad'::mood)
) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_vacuum_threshold = 99);
ALTER TABLE plain ADD COLUMN gone integer, ADD COLUMN after_gone text;
ALTER TABLE plain DROP COLUMN gone;
ALTER TABLE plain ALTER COLUMN id SET STATISTICS 500, ALTER COLUMN amount SET STATISTICS 0,
  ALTER COLUMN tags SET STORAGE EXTERNAL, ALTER COLUMN m SET (n_distinct = -0.5, n_distinct_inherited = 4);
ALTER TABLE plain ADD CONSTRAINT not_proved CHECK (amount < 1000) NOT VALID;
COMMENT ON TABLE plain IS 'the
plain table';
COMMENT ON COLUMN plain."Name ""x""" IS 'odd column';
COMMENT ON CONSTRAINT "Chk ""x""" ON plain IS 'check';
COMMENT ON CONSTRAINT plain_pkey ON plain IS 'primary key';
COMMENT ON INDEX plain_pkey IS 'its index';
ALTER TABLE plain OWNER TO everything_owner;
GRANT SELECT ON plain TO PUBLIC;
GRANT INSERT, UPDATE ON plain TO everything_reader WITH GRANT OPTION;
GRANT SELECT ("Name ""x""", id), UPDATE (id) ON plain TO "everything ""other""";
SET ROLE everything_reader;
GRANT INSERT ON plain TO "everything ""other""";
RESET ROLE;

CREATE TABLE empty ();
CREATE TABLE only_generated (a integer GENERATED ALWAYS AS (1 + 1) STORED);
CREATE UNLOGGED TABLE quick (a integer UNIQUE);
CREATE TABLE "Tab ""le"";
x" ("col""umn
y" integer, "select" text);
CREATE TABLE generated (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED, c text);
CREATE TABLE serials (a serial, b bigserial PRIMARY KEY, c smallserial, d integer DEFAULT 5);
ALTER SEQUENCE serials_a_seq RENAME TO renamed_seq;
CREATE TABLE identities (
  a bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5 MINVALUE 5 MAXVALUE 1000 CACHE 3 CYCLE),
  b smallint GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1));
COMMENT ON SEQUENCE identities_a_seq IS 'identity sequence';
GRANT USAGE ON SEQUENCE identities_a_seq TO everything_reader;
ALTER TABLE identities OWNER TO everything_owner;

CREATE SEQUENCE counter AS smallint START 3 INCREMENT 2 MINVALUE 1 MAXVALUE 99 CACHE 5 CYCLE;
CREATE SEQUENCE down INCREMENT -1;
CREATE SEQUENCE owned_without_default OWNED BY serials.d;
ALTER SEQUENCE counter OWNER TO everything_owner;
COMMENT ON SEQUENCE counter IS 'a sequence';
GRANT SELECT, USAGE ON SEQUENCE counter TO everything_reader;
SELECT setval('counter', 7);

CREATE TYPE person AS (name text, born date, note text);
CREATE TABLE persons OF person;
CREATE TABLE persons_more OF person (PRIMARY KEY (name), born WITH OPTIONS DEFAULT '2000-01-01', note NOT NULL);

-- inheritance
CREATE TABLE parent (a integer NOT NULL, b text DEFAULT 'p', CONSTRAINT pos CHECK (a > 0));
CREATE TABLE mixin (m integer, CONSTRAINT here CHECK (m > 0) NO INHERIT);
CREATE TABLE child (c integer) INHERITS (parent, mixin);
CREATE TABLE grandchild (b text DEFAULT 'g', a integer) INHERITS (child);
ALTER TABLE parent ADD COLUMN later integer DEFAULT 9;
ALTER TABLE child ALTER COLUMN b SET DEFAULT 'c', ALTER COLUMN later DROP DEFAULT;
ALTER TABLE grandchild ALTER COLUMN c SET NOT NULL;
CREATE TABLE joined_late (x integer, b text, a integer NOT NULL, later integer, CONSTRAINT pos CHECK (a > 0));
ALTER TABLE joined_late INHERIT parent;
ALTER TABLE parent ADD CONSTRAINT nv CHECK (a < 100) NOT VALID;
CREATE TABLE gen_parent (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE gen_child () INHERITS (gen_parent);

-- partitions
CREATE TABLE parted (id integer NOT NULL, k text COLLATE "C" DEFAULT 'k', at date NOT NULL, v integer CHECK (v > 0))
  PARTITION BY RANGE (at, (id % 10));
CREATE TABLE part_1 PARTITION OF parted FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', 5);
CREATE TABLE part_2 PARTITION OF parted FOR VALUES FROM ('2020-01-01', 5) TO ('2021-01-01', 0)
  PARTITION BY LIST (lower(k) text_pattern_ops);
CREATE TABLE part_2_a PARTITION OF part_2 FOR VALUES IN ('a', 'it''s', NULL);
CREATE TABLE part_2_rest (v integer, gone text, at date NOT NULL, k text COLLATE "C" DEFAULT 'other', id integer NOT NULL,
  CONSTRAINT parted_v_check CHECK (v > 0));
ALTER TABLE part_2_rest DROP COLUMN gone;
ALTER TABLE part_2 ATTACH PARTITION part_2_rest DEFAULT;
CREATE TABLE part_rest PARTITION OF parted DEFAULT PARTITION BY HASH (id);
CREATE TABLE part_rest_0 PARTITION OF part_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (fillfactor = 50);
CREATE TABLE part_rest_1 PARTITION OF part_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
COMMENT ON TABLE part_1 IS 'a partition';
CREATE INDEX parted_k ON parted (k, v DESC NULLS LAST);
CREATE INDEX only_parent ON ONLY parted (v);
ALTER TABLE part_rest ADD CONSTRAINT part_rest_chk CHECK (id < 1000000) NOT VALID;
CREATE TABLE parted_pk (id integer, r integer, PRIMARY KEY (r, id)) PARTITION BY LIST (r);
CREATE TABLE parted_pk_1 PARTITION OF parted_pk FOR VALUES IN (1);
CREATE TABLE parted_pk_2 (r integer, x text, id integer, CONSTRAINT own_pk PRIMARY KEY (r, id));
ALTER TABLE parted_pk_2 DROP COLUMN x;
ALTER TABLE parted_pk ATTACH PARTITION parted_pk_2 FOR VALUES IN (2, 3);
CREATE TABLE ref_parted (a integer, b integer, FOREIGN KEY (a, b) REFERENCES parted_pk ON DELETE CASCADE);

-- constraints and indexes
CREATE TABLE keyed (
  a integer, b text, c text, during ext.hstore, r int4range, n integer,
  CONSTRAINT keyed_pk PRIMARY KEY (a) INCLUDE (b) WITH (fillfactor = 60) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT "keyed uq" UNIQUE (b, c),
  CONSTRAINT keyed_ex EXCLUDE USING gist (n WITH =, r WITH &&) WHERE (n > 0) DEFERRABLE);
CREATE INDEX ON keyed (lower(b) COLLATE "C" text_pattern_ops DESC NULLS LAST, c) INCLUDE (a) WHERE a > 5;
CREATE INDEX keyed_expr ON keyed ((a + n), (lower(c)));
ALTER INDEX keyed_expr ALTER COLUMN 1 SET STATISTICS 400;
CREATE INDEX keyed_gin ON keyed USING gin (b ext.gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX keyed_brin ON keyed USING brin (a) WITH (pages_per_range = 16);
CREATE INDEX keyed_hash ON keyed USING hash (c);
CREATE UNIQUE INDEX keyed_unique ON keyed (n, a);
COMMENT ON INDEX keyed_hash IS 'an index';
ALTER TABLE keyed CLUSTER ON keyed_expr;
ALTER TABLE keyed ALTER COLUMN n SET NOT NULL;
ALTER TABLE plain REPLICA IDENTITY FULL;
ALTER TABLE quick REPLICA IDENTITY NOTHING;
CREATE TABLE identified (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX identified_b ON identified (b);
ALTER TABLE identified REPLICA IDENTITY USING INDEX identified_b;
CREATE TABLE referring (
  a integer REFERENCES plain ON UPDATE CASCADE ON DELETE SET NULL,
  b text, c text, self integer,
  id integer UNIQUE,
  CONSTRAINT self_ref FOREIGN KEY (self) REFERENCES referring (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT full_match FOREIGN KEY (b, c) REFERENCES keyed (b, c) MATCH FULL ON DELETE SET DEFAULT);
ALTER TABLE referring ADD CONSTRAINT unproved FOREIGN KEY (self) REFERENCES plain NOT VALID;
COMMENT ON CONSTRAINT full_match ON referring IS 'foreign key';
CREATE TABLE parted_ref (id integer, x integer REFERENCES plain) PARTITION BY RANGE (id);
CREATE TABLE parted_ref_1 PARTITION OF parted_ref FOR VALUES FROM (1) TO (10);
CREATE STATISTICS plain_stats (dependencies, ndistinct) ON id, amount FROM plain;
CREATE STATISTICS "Odd ""schema"" ; -- x".all_kinds ON b, c FROM keyed;
COMMENT ON STATISTICS plain_stats IS 'statistics';
ALTER STATISTICS plain_stats OWNER TO everything_owner;

-- functions of the row type, used in the table itself
CREATE TABLE self_check (a integer, b integer);
CREATE FUNCTION check_row(self_check) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > 0';
CREATE FUNCTION next_row() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(a) FROM core.self_check); END $$;
ALTER TABLE self_check ADD CONSTRAINT row_ok CHECK (core.check_row(self_check.*)),
  ALTER COLUMN b SET DEFAULT next_row();
CREATE FUNCTION row_default(self_check) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TABLE self_check ALTER COLUMN a SET DEFAULT row_default(NULL);

-- views, rules --------------------------------------------------------------
CREATE VIEW simple AS SELECT id, "Name ""x""" AS n, m FROM plain WHERE amount > 1;
CREATE VIEW checked WITH (security_barrier) AS SELECT id, m FROM plain WHERE id > 5 WITH LOCAL CHECK OPTION;
CREATE VIEW on_view AS SELECT * FROM checked WITH CASCADED CHECK OPTION;
CREATE VIEW no_columns AS SELECT FROM plain;
CREATE VIEW by_key AS SELECT id, amount, "Name ""x""", count(*) AS n FROM plain GROUP BY id;
CREATE VIEW no_columns_by_key AS SELECT FROM plain GROUP BY id;
CREATE VIEW on_by_key AS SELECT id, n FROM by_key;
CREATE RECURSIVE VIEW numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 5;
CREATE VIEW joins AS SELECT * FROM keyed JOIN referring USING (a, b, c) LEFT JOIN LATERAL (SELECT 1 AS one) l ON true;
CREATE VIEW ops AS SELECT p === p AS eq, "Odd ""schema"" ; -- x".add_none AS x FROM plain,
  (SELECT 1 AS add_none) "Odd ""schema"" ; -- x";
ALTER VIEW simple ALTER COLUMN n SET DEFAULT 'view default';
COMMENT ON VIEW simple IS 'a view';
COMMENT ON COLUMN simple.n IS 'column of a view';
COMMENT ON VIEW by_key IS 'needs the primary key';
GRANT SELECT ON by_key TO everything_reader;
ALTER VIEW by_key OWNER TO everything_owner;
CREATE MATERIALIZED VIEW filled WITH (fillfactor = 50) AS SELECT id, count(*) AS n FROM plain GROUP BY id;
CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS a WITH NO DATA;
CREATE MATERIALIZED VIEW on_filled AS SELECT n FROM filled;
CREATE VIEW over_matview AS SELECT n FROM on_filled;
CREATE UNIQUE INDEX filled_n ON filled (id);
ALTER MATERIALIZED VIEW filled ALTER COLUMN n SET STATISTICS 77;
COMMENT ON MATERIALIZED VIEW filled IS 'a materialized view';
ALTER MATERIALIZED VIEW filled OWNER TO everything_owner;
GRANT SELECT ON filled TO everything_reader;
ALTER MATERIALIZED VIEW unfilled DEPENDS ON EXTENSION hstore;
ALTER INDEX keyed_hash DEPENDS ON EXTENSION hstore;
CREATE RULE instead AS ON INSERT TO on_view DO INSTEAD INSERT INTO plain (id) VALUES (new.id) RETURNING id, m;
CREATE RULE notified AS ON UPDATE TO identified DO ALSO (NOTIFY changed; DELETE FROM quick);
CREATE RULE sometimes AS ON DELETE TO identified WHERE old.a > 5 DO INSTEAD NOTHING;
ALTER TABLE identified DISABLE RULE notified;
COMMENT ON RULE instead ON on_view IS 'a rule';

-- triggers ------------------------------------------------------------------
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "trg 1" BEFORE INSERT OR UPDATE OF id, m ON plain FOR EACH ROW
  WHEN (NEW.id > 5 AND NEW.m IS DISTINCT FROM 'sad') EXECUTE FUNCTION trg('arg ''1''', 'b\c');
CREATE TRIGGER after_all AFTER DELETE ON plain REFERENCING OLD TABLE AS olds FOR EACH STATEMENT EXECUTE FUNCTION trg();
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON keyed DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER on_view_insert INSTEAD OF INSERT ON by_key FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER for_parts AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION trg();
CREATE TRIGGER truncated AFTER TRUNCATE ON keyed EXECUTE FUNCTION trg();
ALTER TABLE plain DISABLE TRIGGER "trg 1";
ALTER TABLE keyed ENABLE REPLICA TRIGGER truncated, ENABLE ALWAYS TRIGGER deferred;
ALTER TABLE part_1 DISABLE TRIGGER for_parts;
COMMENT ON TRIGGER "trg 1" ON plain IS 'a trigger';
ALTER TRIGGER after_all ON plain DEPENDS ON EXTENSION hstore;
CREATE FUNCTION evt() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER everything_event ON ddl_command_end WHEN TAG IN ('CREATE OPERATOR', 'DROP OPERATOR')
  EXECUTE FUNCTION evt();
CREATE EVENT TRIGGER everything_off ON sql_drop EXECUTE FUNCTION evt();
ALTER EVENT TRIGGER everything_off DISABLE;
COMMENT ON EVENT TRIGGER everything_event IS 'event trigger';

-- row security --------------------------------------------------------------
ALTER TABLE plain ENABLE ROW LEVEL SECURITY;
ALTER TABLE keyed FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON plain USING (id > 0) WITH CHECK (m = 'happy');
CREATE POLICY "restrict ""x""" ON plain AS RESTRICTIVE FOR SELECT TO everything_reader, everything_owner
  USING (id IN (SELECT a FROM core.keyed));
CREATE POLICY nothing_said ON keyed FOR INSERT;
COMMENT ON POLICY own_rows ON plain IS 'a policy';

-- default privileges, privileges on built-in objects ------------------------
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO everything_reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE everything_owner IN SCHEMA core GRANT ALL ON SEQUENCES TO "everything ""other""";
ALTER DEFAULT PRIVILEGES FOR ROLE everything_owner IN SCHEMA core GRANT EXECUTE ON FUNCTIONS TO everything_reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE everything_owner REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE everything_owner GRANT CREATE ON SCHEMAS TO everything_reader;
GRANT SELECT ON pg_catalog.pg_authid TO everything_reader;
GRANT SELECT (rolpassword) ON pg_catalog.pg_authid TO "everything ""other""";
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO everything_reader;

-- large objects -------------------------------------------------------------
SELECT lo_from_bytea(4711, '\x00ff10');
SELECT lo_create(4712);
COMMENT ON LARGE OBJECT 4711 IS 'a large object';
ALTER LARGE OBJECT 4712 OWNER TO everything_owner;
GRANT SELECT ON LARGE OBJECT 4711 TO everything_reader;

-- some rows -----------------------------------------------------------------
INSERT INTO plain (id, p, d, ds, f, h, c, mi) VALUES (1, '(1,x,"{1.5}")', 3, '{1,2}', '[1,2)', 'a=>1', 'Ci', '7');
INSERT INTO empty DEFAULT VALUES;
INSERT INTO parted (id, k, at, v) VALUES (1, 'a', '2019-05-05', 1), (2, 'a', '2020-05-05', 2), (3, 'zz', '2020-06-06', 3), (4, 'b', '2025-01-01', 4);
INSERT INTO serials DEFAULT VALUES;
INSERT INTO identities DEFAULT VALUES;
REFRESH MATERIALIZED VIEW filled;
REFRESH MATERIALIZED VIEW on_filled;

-- since 14 --
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; SELECT a; END;
CREATE FUNCTION returns_expr(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a * 2;
CREATE FUNCTION by_key_atomic() RETURNS SETOF integer LANGUAGE sql BEGIN ATOMIC
  SELECT id FROM plain GROUP BY id, amount; END;
CREATE FUNCTION upserts() RETURNS void LANGUAGE sql BEGIN ATOMIC
  INSERT INTO plain (id) VALUES (1) ON CONFLICT (id) DO NOTHING; END;
CREATE FUNCTION grouped() RETURNS bigint LANGUAGE sql BEGIN ATOMIC
  SELECT count(*) FROM (SELECT id, "Name ""x""" FROM plain GROUP BY id) s; END;
CREATE VIEW on_grouped AS SELECT grouped() AS g;
CREATE PROCEDURE proc_out(IN a integer, OUT b integer) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
CREATE TYPE multi AS RANGE (subtype = integer, multirange_type_name = "Odd ""schema"" ; -- x".many);
CREATE TABLE uses_multi (m "Odd ""schema"" ; -- x".many, r textrange);
CREATE STATISTICS expr_stats ON (id % 10), (amount * 2) FROM plain;
ALTER STATISTICS expr_stats SET STATISTICS 0;
CREATE TABLE compressed (a text COMPRESSION pglz);

-- since 15 --
CREATE TABLE nulls (a integer, b integer, UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT nn UNIQUE NULLS NOT DISTINCT (a, b));
CREATE UNIQUE INDEX nulls_b ON nulls (b) NULLS NOT DISTINCT;
CREATE VIEW invoker WITH (security_invoker = true, security_barrier = false) AS SELECT a FROM nulls;
CREATE UNLOGGED SEQUENCE quick_seq;
CREATE TABLE set_some (a integer, b integer, c integer, FOREIGN KEY (a, b) REFERENCES parted_pk ON DELETE SET NULL (b));

-- since 17 --
CREATE DOMAIN named_nn AS integer CONSTRAINT "never ""null""" NOT NULL;
CREATE DOMAIN plain_nn AS integer NOT NULL;
CREATE TABLE parted_identity (a integer GENERATED BY DEFAULT AS IDENTITY, b integer) PARTITION BY RANGE (b);
CREATE TABLE parted_identity_1 PARTITION OF parted_identity FOR VALUES FROM (0) TO (10);
GRANT MAINTAIN ON plain TO everything_reader;
CREATE TABLE parted_excl (a integer, r int4range, EXCLUDE USING gist (a WITH =, r WITH &&)) PARTITION BY RANGE (a);
CREATE TABLE parted_am (a integer) PARTITION BY RANGE (a) USING heap;
CREATE EVENT TRIGGER everything_login ON login EXECUTE FUNCTION evt();

-- since 18 --
CREATE TABLE virtual (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL);
CREATE TABLE not_nulls (a integer CONSTRAINT "a given ""name""" NOT NULL, b integer NOT NULL NO INHERIT, c integer);
ALTER TABLE not_nulls ADD CONSTRAINT c_later NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT "a given ""name""" ON not_nulls IS 'named NOT NULL';
CREATE TABLE not_nulls_child () INHERITS (not_nulls);
CREATE TABLE not_enforced (a integer CHECK (a > 0) NOT ENFORCED, b integer REFERENCES plain NOT ENFORCED);
CREATE TABLE temporal (id integer, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE temporal_ref (id integer, during daterange,
  FOREIGN KEY (id, PERIOD during) REFERENCES temporal (id, PERIOD during));
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO everything_reader;
