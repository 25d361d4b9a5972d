-- Stands in for Promscale's extension (0.5 to 0.8) in tests, which comes from no package registry.
--
-- It has the same shape, as far as a dump and a restore can tell, in SQL alone and in words of its
-- own: the schemas; a partitioned table whose partitions are made at run time, outside of the
-- extension, and attached later or not at all; configuration tables with and without conditions
-- and tables that are none; sequences, serial ones and those of GENERATED ALWAYS columns; a trigger
-- that makes tables of every new metric, unless a restore is under way; hypertables that are
-- members of the extension, partitioned by a type of the extension, with chunks that are not;
-- tables that a member drags along and that are taken out again with ALTER EXTENSION ... DROP;
-- a log that a trigger writes, restore or not; roles, their grants, settings of the database that
-- come from the session; views and tables made at run time; a call after a restore that works once,
-- and not with live hooks. Each mark [n] below names the section of Promscale's sources:
--   [base] migration/idempotent/001-base.sql       [tables] migration/incremental/006-tables.sql
--   [ha] incremental/009, idempotent/004           [tracing] incremental/015-tracing-redesign.sql
--   [users] incremental/003, 018                   [path] incremental/017, 022
--   [last] idempotent/999-last.sql                 [post] idempotent/011-maintenance.sql
--
-- Where it differs from Promscale on purpose:
--   * Its version is 0.9.0, which never was: 0.5 to 0.8 cannot be created on TimescaleDB 2.14 and
--     newer. Installed under such a version, it fails there just like them (see the end of [tables]).
--   * It calls TimescaleDB's functions under the names that they have since 2.12, too.
--   * span, event and link have fewer columns; event has two space partitions instead of one, so
--     that its chunks have constraints that call get_partition_hash() on a type of the extension.
--   * A server with the licence "apache" compresses nothing and refuses add_job(): an ordinary
--     table then stands for each compressed hypertable of the extension, a row that is never due
--     for each job.
-- Left out: native functions, PromQL, tag queries, ingestion procedures, telemetry's content,
-- retention and compression themselves, multinode, update scripts.

CREATE SCHEMA _prom_catalog;
CREATE SCHEMA _prom_ext;
CREATE SCHEMA _ps_catalog;
CREATE SCHEMA _ps_trace;
CREATE SCHEMA prom_api;
CREATE SCHEMA prom_data;
CREATE SCHEMA prom_data_exemplar;
CREATE SCHEMA prom_data_series;
CREATE SCHEMA prom_info;
CREATE SCHEMA prom_metric;
CREATE SCHEMA prom_series;
CREATE SCHEMA ps_tag;
CREATE SCHEMA ps_trace;

-- Schedulers are restarted by the script itself: in restoring mode one starts and ends at once.
DO $$BEGIN
  IF to_regproc('_timescaledb_functions.restart_background_workers') IS NOT NULL THEN
    PERFORM _timescaledb_functions.restart_background_workers();
  ELSE
    PERFORM _timescaledb_internal.restart_background_workers();
  END IF;
END$$;

CREATE TABLE _ps_catalog.migration (name text PRIMARY KEY, applied_at_version text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp());
INSERT INTO _ps_catalog.migration (name, applied_at_version) VALUES ('001-extension.sql', '0.9.0'), ('002-utils.sql', '0.9.0');

CREATE FUNCTION _prom_catalog.is_restore_in_progress() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$SELECT coalesce((SELECT setting::boolean FROM pg_settings WHERE name = 'timescaledb.restoring'), false)$$;

CREATE FUNCTION _prom_catalog.is_compression_available() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$SELECT current_setting('timescaledb.license') <> 'apache' AND EXISTS (SELECT FROM pg_proc WHERE proname = 'compress_chunk')$$;

-- [users] Commands that other nodes would have to run as well are kept. Those of the extension get
-- the numbers 1 to 10 at the end, those of users start at 1000.
CREATE TABLE _prom_catalog.remote_commands (key text PRIMARY KEY, seq serial, transactional boolean, command text);
CREATE PROCEDURE _prom_catalog.execute_everywhere(command_key text, command text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF command_key IS NOT NULL THEN
    INSERT INTO _prom_catalog.remote_commands (key, transactional, command) VALUES (command_key, true, command)
    ON CONFLICT (key) DO UPDATE SET command = EXCLUDED.command;
  END IF;
  EXECUTE command;
  IF _prom_catalog.is_restore_in_progress() THEN
    RAISE NOTICE 'a restore is under way: % runs here only', coalesce(command_key, 'a command');
  END IF;
END$$;

DO $do$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['reader', 'writer', 'modifier', 'admin', 'maintenance'] LOOP
    CALL _prom_catalog.execute_everywhere('create_prom_' || r,
      format('DO $$BEGIN CREATE ROLE prom_%s; EXCEPTION WHEN duplicate_object THEN NULL; END$$', r));
  END LOOP;
  CALL _prom_catalog.execute_everywhere('grant_prom_reader_prom_writer', 'GRANT prom_reader TO prom_writer;
    GRANT prom_reader TO prom_maintenance; GRANT prom_writer TO prom_modifier; GRANT prom_modifier, prom_maintenance TO prom_admin');
  CALL _prom_catalog.execute_everywhere('tracing_types', 'SELECT 1');
  -- The text has the name of whoever creates the extension: it may differ on the target.
  CALL _prom_catalog.execute_everywhere('grant_all_roles_to_extowner',
    format('GRANT prom_reader, prom_writer, prom_modifier, prom_maintenance, prom_admin TO %I WITH ADMIN OPTION', session_user));
END$do$;

-- [tables]
CREATE DOMAIN prom_api.label_array AS integer[] NOT NULL;
CREATE DOMAIN prom_api.label_value_array AS text[];

-- Without indexes: those of its partitions are made on each of them.
CREATE TABLE _prom_catalog.series (id bigint NOT NULL, metric_id integer NOT NULL, labels prom_api.label_array NOT NULL,
  delete_epoch bigint) PARTITION BY LIST (metric_id);
ALTER TABLE _prom_catalog.series OWNER TO prom_admin;
CREATE SEQUENCE _prom_catalog.series_id;

CREATE TABLE _prom_catalog.label (id serial CHECK (id > 0), key text, value text, PRIMARY KEY (id) INCLUDE (key, value), UNIQUE (key, value) INCLUDE (id));
CREATE TABLE _prom_catalog.label_key (id serial PRIMARY KEY, key text UNIQUE, value_column_name name, id_column_name name);
CREATE TABLE _prom_catalog.label_key_position (metric_name text, key text, pos integer, UNIQUE (metric_name, key) INCLUDE (pos));

CREATE TABLE _prom_catalog.ids_epoch (current_epoch bigint NOT NULL, last_update_time timestamptz NOT NULL,
  is_unique boolean NOT NULL DEFAULT true CHECK (is_unique), UNIQUE (is_unique));
INSERT INTO _prom_catalog.ids_epoch SELECT 0, '1970-01-01 00:00:00+00' WHERE NOT _prom_catalog.is_restore_in_progress();

CREATE TABLE _prom_catalog.metric (id serial PRIMARY KEY, metric_name text NOT NULL, table_name name NOT NULL,
  creation_completed boolean NOT NULL DEFAULT false, default_chunk_interval boolean NOT NULL DEFAULT true, retention_period interval,
  default_compression boolean NOT NULL DEFAULT true, delay_compression_until timestamptz, table_schema name NOT NULL DEFAULT 'prom_data',
  series_table name NOT NULL, is_view boolean NOT NULL DEFAULT false,
  UNIQUE (metric_name, table_schema) INCLUDE (table_name), UNIQUE (table_schema, table_name));

-- Defaults are in a view, only what users change is in the table.
CREATE TABLE _prom_catalog."default" (key text PRIMARY KEY, value text);
CREATE VIEW _prom_catalog.initial_default AS SELECT * FROM (VALUES ('chunk_interval', '08:00:00'), ('retention_period', '90 days'),
  ('metric_compression', (EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'compress_chunk'))::text),
  ('trace_retention_period', '30 days'), ('ha_lease_timeout', '1m'), ('ha_lease_refresh', '10s')) d (key, value);
CREATE FUNCTION _prom_catalog.get_default_value(name text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$SELECT coalesce((SELECT d.value FROM _prom_catalog."default" d WHERE d.key = name), (SELECT i.value FROM _prom_catalog.initial_default i WHERE i.key = name))$$;

CREATE TABLE _prom_catalog.metadata (last_seen timestamptz NOT NULL, metric_family text NOT NULL, type text, unit text, help text,
  PRIMARY KEY (metric_family, type, unit, help));
CREATE TABLE _prom_catalog.exemplar (id serial PRIMARY KEY, metric_name text NOT NULL, table_name text NOT NULL, UNIQUE (metric_name) INCLUDE (table_name, id));
CREATE TABLE _prom_catalog.exemplar_label_key_position (metric_name text NOT NULL, key text NOT NULL, pos integer NOT NULL,
  PRIMARY KEY (metric_name, key) INCLUDE (pos));
CREATE TABLE _ps_catalog.promscale_instance_information (uuid uuid PRIMARY KEY, last_updated timestamptz NOT NULL, is_counter_reset_row boolean NOT NULL DEFAULT false,
  promscale_ingested_samples_total bigint DEFAULT 0);
INSERT INTO _ps_catalog.promscale_instance_information VALUES ('00000000-0000-0000-0000-000000000000', now(), true, 0);

-- What keeps 0.5 to 0.8 from being created on TimescaleDB 2.14 and newer: the view is gone.
DO $$BEGIN
  IF (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'promscale') ~ '^0\.[5-8]\.' THEN
    PERFORM count(*) FROM timescaledb_information.data_nodes;
  END IF;
END$$;

-- [base] Names have 62 bytes at most, since the type of a table's rows takes another one.
CREATE FUNCTION _prom_catalog.pg_name_unique(full_name text, suffix text) RETURNS name LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$SELECT CASE WHEN char_length(full_name) < 62 THEN full_name ELSE substring(full_name FOR 61 - char_length(suffix)) || '_' || suffix END::name$$;

CREATE FUNCTION _prom_catalog.get_or_create_label_id(key_name text, value_name text) RETURNS integer LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_id integer;
BEGIN
  INSERT INTO _prom_catalog.label (key, value) VALUES (key_name, value_name) ON CONFLICT DO NOTHING;
  SELECT l.id INTO STRICT found_id FROM _prom_catalog.label l WHERE l.key = key_name AND l.value = value_name;
  RETURN found_id;
END$$;

CREATE FUNCTION _prom_catalog.make_metric_table() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  data text := format('%I.%I', NEW.table_schema, NEW.table_name);
  series text := format('prom_data_series.%I', NEW.table_name);
BEGIN
  IF _prom_catalog.is_restore_in_progress() OR NEW.is_view THEN
    RETURN NEW;
  END IF;
  EXECUTE format('CREATE TABLE %s (time timestamptz NOT NULL, value double precision NOT NULL, series_id bigint NOT NULL)
    WITH (autovacuum_vacuum_insert_threshold = 50000, autovacuum_vacuum_insert_scale_factor = 2.0,
          autovacuum_analyze_threshold = 50000, autovacuum_analyze_scale_factor = 0.5)', data);
  EXECUTE format('GRANT SELECT ON %1$s TO prom_reader; GRANT SELECT, INSERT ON %1$s TO prom_writer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON %1$s TO prom_modifier', data);
  EXECUTE format('CREATE UNIQUE INDEX data_series_id_time_%s ON %s (series_id, time) INCLUDE (value)', NEW.id, data);
  EXECUTE format('ALTER TABLE %s OWNER TO prom_admin', data);
  PERFORM public.create_hypertable(data::regclass, 'time', create_default_indexes => false,
    chunk_time_interval => _prom_catalog.get_default_value('chunk_interval')::interval);
  IF _prom_catalog.is_compression_available() AND _prom_catalog.get_default_value('metric_compression')::boolean THEN
    EXECUTE format('ALTER TABLE %s SET (timescaledb.compress, timescaledb.compress_segmentby = ''series_id'',
      timescaledb.compress_orderby = ''time, value'')', data);
  END IF;
  EXECUTE format('GRANT ALL PRIVILEGES ON %s TO prom_admin', data);
  EXECUTE format('CREATE TABLE %s (id bigint NOT NULL, metric_id integer NOT NULL, labels prom_api.label_array NOT NULL, delete_epoch bigint,
    CHECK (labels[1] = %L AND labels[1] IS NOT NULL), CHECK (metric_id = %L),
    CONSTRAINT series_labels_id_%s UNIQUE (labels) INCLUDE (id), CONSTRAINT series_pkey_%s PRIMARY KEY (id))
    WITH (autovacuum_vacuum_threshold = 100, autovacuum_analyze_threshold = 100)',
    series, _prom_catalog.get_or_create_label_id('__name__', NEW.metric_name), NEW.id, NEW.id, NEW.id);
  EXECUTE format('GRANT SELECT ON %1$s TO prom_reader; GRANT SELECT, INSERT ON %1$s TO prom_writer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON %1$s TO prom_modifier', series);
  EXECUTE format('CREATE INDEX series_labels_%s ON %s USING gin (labels)', NEW.id, series);
  EXECUTE format('CREATE INDEX series_delete_epoch_id_%s ON %s (delete_epoch, id) WHERE delete_epoch IS NOT NULL', NEW.id, series);
  EXECUTE format('ALTER TABLE %1$s OWNER TO prom_admin; GRANT ALL PRIVILEGES ON %1$s TO prom_admin', series);
  RETURN NEW;
END$f$;
CREATE TRIGGER make_metric_table_trigger AFTER INSERT ON _prom_catalog.metric FOR EACH ROW EXECUTE FUNCTION _prom_catalog.make_metric_table();

CREATE FUNCTION _prom_catalog.get_or_create_metric_table_name(name text, OUT id integer, OUT table_name name) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT m.id, m.table_name INTO id, table_name FROM _prom_catalog.metric m WHERE m.metric_name = name AND m.table_schema = 'prom_data';
  IF NOT FOUND THEN
    id := nextval('_prom_catalog.metric_id_seq');
    table_name := _prom_catalog.pg_name_unique(name, id::text);
    INSERT INTO _prom_catalog.metric (id, metric_name, table_name, series_table) VALUES (id, name, table_name, table_name);
  END IF;
END$$;

-- The second half of making a metric, some time later.
CREATE PROCEDURE _prom_catalog.finalize_metric_creation() LANGUAGE plpgsql AS $$
DECLARE m record;
BEGIN
  FOR m IN SELECT * FROM _prom_catalog.metric WHERE NOT creation_completed AND NOT is_view ORDER BY id LOOP
    EXECUTE format('ALTER TABLE _prom_catalog.series ATTACH PARTITION prom_data_series.%I FOR VALUES IN (%s)', m.series_table, m.id);
    UPDATE _prom_catalog.metric SET creation_completed = true WHERE id = m.id;
    COMMIT;
  END LOOP;
END$$;

CREATE FUNCTION prom_api.val(label_id integer) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$SELECT value FROM _prom_catalog.label WHERE id = label_id$$;
GRANT EXECUTE ON FUNCTION prom_api.val(integer) TO prom_reader;

CREATE FUNCTION prom_api.is_stale_marker(value double precision) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$SELECT pg_catalog.float8send(value) OPERATOR(pg_catalog.=) '\x7ff0000000000002'::bytea$$;
CREATE FUNCTION prom_api.is_normal_nan(value double precision) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$SELECT pg_catalog.float8send(value) OPERATOR(pg_catalog.=) '\x7ff8000000000001'::bytea$$;
GRANT EXECUTE ON FUNCTION prom_api.is_stale_marker(double precision), prom_api.is_normal_nan(double precision) TO prom_reader;

-- The views of a metric name the positions of its labels: they are replaced with each new label.
CREATE FUNCTION _prom_catalog.create_views(metric text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE t name; labels text; ids text;
BEGIN
  SELECT m.table_name INTO STRICT t FROM _prom_catalog.metric m WHERE m.metric_name = metric AND m.table_schema = 'prom_data';
  SELECT coalesce(string_agg(format(', prom_api.val(series.labels[%s]) AS %I', p.pos, k.value_column_name), '' ORDER BY p.pos), ''),
         coalesce(string_agg(format(', series.labels[%s] AS %I', p.pos, k.id_column_name), '' ORDER BY p.pos), '')
    INTO labels, ids FROM _prom_catalog.label_key_position p JOIN _prom_catalog.label_key k USING (key)
   WHERE p.metric_name = metric AND p.key <> '__name__';
  EXECUTE format('CREATE OR REPLACE VIEW prom_series.%1$I AS SELECT series.id AS series_id, series.labels%2$s
    FROM prom_data_series.%1$I series WHERE series.delete_epoch IS NULL', t, labels);
  EXECUTE format('CREATE OR REPLACE VIEW prom_metric.%1$I AS SELECT data.time, data.value, data.series_id, series.labels%2$s
    FROM prom_data.%1$I data LEFT JOIN prom_data_series.%1$I series ON series.id = data.series_id', t, ids);
  EXECUTE format('ALTER VIEW prom_series.%1$I OWNER TO prom_admin; GRANT SELECT ON prom_series.%1$I TO prom_reader;
    ALTER VIEW prom_metric.%1$I OWNER TO prom_admin; GRANT SELECT ON prom_metric.%1$I TO prom_reader', t);
END$$;

CREATE FUNCTION _prom_catalog.get_or_create_label_position(metric text, label text) RETURNS integer LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE place integer; n integer;
BEGIN
  SELECT p.pos INTO place FROM _prom_catalog.label_key_position p WHERE p.metric_name = metric AND p.key = label;
  IF FOUND THEN
    RETURN place;
  END IF;
  IF NOT EXISTS (SELECT FROM _prom_catalog.label_key k WHERE k.key = label) THEN
    n := nextval('_prom_catalog.label_key_id_seq');
    INSERT INTO _prom_catalog.label_key VALUES (n, label, _prom_catalog.pg_name_unique(label, n::text), _prom_catalog.pg_name_unique(label || '_id', n || '_id'));
  END IF;
  INSERT INTO _prom_catalog.label_key_position SELECT metric, label, coalesce(max(p.pos), 0) + 1
    FROM _prom_catalog.label_key_position p WHERE p.metric_name = metric RETURNING pos INTO place;
  PERFORM _prom_catalog.create_views(metric);
  RETURN place;
END$$;

-- labels is an object of strings; __name__ is the metric.
CREATE FUNCTION _prom_catalog.get_or_create_series_id(labels jsonb) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE metric record; label record; ids integer[] := '{}'; series bigint;
BEGIN
  SELECT * INTO metric FROM _prom_catalog.get_or_create_metric_table_name(labels ->> '__name__');
  FOR label IN SELECT * FROM jsonb_each_text(labels) ORDER BY key <> '__name__', key LOOP
    ids[_prom_catalog.get_or_create_label_position(labels ->> '__name__', label.key)] := _prom_catalog.get_or_create_label_id(label.key, label.value);
  END LOOP;
  EXECUTE format('SELECT id FROM prom_data_series.%I WHERE labels = $1', metric.table_name) INTO series USING ids;
  IF series IS NULL THEN
    series := nextval('_prom_catalog.series_id');
    EXECUTE format('INSERT INTO prom_data_series.%I VALUES ($1, $2, $3)', metric.table_name) USING series, metric.id, ids;
  END IF;
  RETURN series;
END$$;

-- Tables of exemplars are no hypertables.
CREATE FUNCTION _prom_catalog.create_exemplar_table_if_not_exists(metric text) RETURNS name LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE t name;
BEGIN
  SELECT table_name INTO t FROM _prom_catalog.exemplar WHERE metric_name = metric;
  IF FOUND THEN
    RETURN t;
  END IF;
  SELECT table_name INTO STRICT t FROM _prom_catalog.get_or_create_metric_table_name(metric);
  INSERT INTO _prom_catalog.exemplar (metric_name, table_name) VALUES (metric, t);
  EXECUTE format('CREATE TABLE prom_data_exemplar.%1$I (time timestamptz NOT NULL, series_id bigint NOT NULL,
      exemplar_label_values prom_api.label_value_array, value double precision NOT NULL) WITH (autovacuum_vacuum_threshold = 50000);
    CREATE UNIQUE INDEX %2$I ON prom_data_exemplar.%1$I (series_id, time) INCLUDE (value);
    GRANT SELECT ON prom_data_exemplar.%1$I TO prom_reader; GRANT SELECT, INSERT ON prom_data_exemplar.%1$I TO prom_writer;
    ALTER TABLE prom_data_exemplar.%1$I OWNER TO prom_admin', t, _prom_catalog.pg_name_unique('ei_' || t, 'x'));
  RETURN t;
END$$;

CREATE VIEW prom_info.metric AS SELECT id, metric_name, table_name, retention_period, creation_completed FROM _prom_catalog.metric;
CREATE VIEW prom_info.label_key AS SELECT k.id, k.key, k.value_column_name, array_agg(p.metric_name) AS metrics
  FROM _prom_catalog.label_key k LEFT JOIN _prom_catalog.label_key_position p USING (key) GROUP BY k.id;

-- [ha] The trigger writes the log whatever happens, also the rows that a restore is about to load.
CREATE TABLE _prom_catalog.ha_leases (cluster_name text PRIMARY KEY, leader_name text, lease_start timestamptz, lease_until timestamptz);
CREATE TABLE _prom_catalog.ha_leases_logs (cluster_name text NOT NULL, leader_name text NOT NULL, lease_start timestamptz NOT NULL, lease_until timestamptz,
  PRIMARY KEY (cluster_name, leader_name, lease_start));
CREATE FUNCTION _prom_catalog.ha_leases_audit_fn() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.leader_name = NEW.leader_name THEN
      RETURN NEW;
    END IF;
    UPDATE _prom_catalog.ha_leases_logs l SET lease_until = OLD.lease_until
     WHERE l.cluster_name = OLD.cluster_name AND l.leader_name = OLD.leader_name AND l.lease_start = OLD.lease_start AND l.lease_until IS NULL;
  END IF;
  INSERT INTO _prom_catalog.ha_leases_logs VALUES (NEW.cluster_name, NEW.leader_name, NEW.lease_start, NULL);
  RETURN NEW;
END$$;
GRANT EXECUTE ON FUNCTION _prom_catalog.ha_leases_audit_fn() TO prom_writer;
CREATE TRIGGER ha_leases_audit AFTER INSERT OR UPDATE ON _prom_catalog.ha_leases FOR EACH ROW EXECUTE FUNCTION _prom_catalog.ha_leases_audit_fn();

-- [tracing] A base type made of uuid's functions, with classes of operators of its own.
DO $do$
DECLARE f text[];
BEGIN
  EXECUTE 'CREATE TYPE ps_trace.trace_id; CREATE TYPE ps_trace.tag_map; CREATE TYPE _ps_trace.tag_v';
  FOREACH f SLICE 1 IN ARRAY ARRAY[
    ['ps_trace.trace_id', '_ps_trace.trace_id', 'uuid'], ['ps_trace.tag_map', 'ps_trace.tag_map', 'jsonb'], ['_ps_trace.tag_v', '_ps_trace.tag_v', 'jsonb']]
  LOOP
    EXECUTE format($$CREATE FUNCTION %2$s_in(cstring) RETURNS %1$s LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '%3$s_in';
      CREATE FUNCTION %2$s_out(%1$s) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '%3$s_out';
      CREATE FUNCTION %2$s_recv(internal) RETURNS %1$s LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '%3$s_recv';
      CREATE FUNCTION %2$s_send(%1$s) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '%3$s_send';
      CREATE TYPE %1$s (INPUT = %2$s_in, OUTPUT = %2$s_out, RECEIVE = %2$s_recv, SEND = %2$s_send, %4$s);
      CREATE CAST (%1$s AS pg_catalog.%3$s) WITHOUT FUNCTION AS IMPLICIT; CREATE CAST (pg_catalog.%3$s AS %1$s) WITHOUT FUNCTION AS IMPLICIT;
      GRANT USAGE ON TYPE %1$s TO prom_reader$$, f[1], f[2], f[3],
      CASE f[3] WHEN 'uuid' THEN 'INTERNALLENGTH = 16, ALIGNMENT = char' ELSE 'STORAGE = extended' END);
  END LOOP;
  FOREACH f SLICE 1 IN ARRAY ARRAY[['lt', '<', '>', '>='], ['le', '<=', '>=', '>'], ['eq', '=', '=', '<>'], ['ge', '>=', '<=', '<'], ['gt', '>', '<', '<=']] LOOP
    EXECUTE format($$CREATE FUNCTION _ps_trace.trace_id_%1$s(ps_trace.trace_id, ps_trace.trace_id) RETURNS boolean
        LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'uuid_%1$s';
      CREATE OPERATOR ps_trace.%2$s (FUNCTION = _ps_trace.trace_id_%1$s, LEFTARG = ps_trace.trace_id, RIGHTARG = ps_trace.trace_id,
        COMMUTATOR = OPERATOR(ps_trace.%3$s)%4$s)$$, f[1], f[2], f[3], CASE f[1] WHEN 'eq' THEN ', HASHES, MERGES' ELSE '' END);
  END LOOP;
END$do$;
CREATE FUNCTION _ps_trace.trace_id_cmp(ps_trace.trace_id, ps_trace.trace_id) RETURNS integer LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'uuid_cmp';
CREATE FUNCTION _ps_trace.trace_id_hash(ps_trace.trace_id) RETURNS integer LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'uuid_hash';
CREATE OPERATOR CLASS ps_trace.btree_trace_id_ops DEFAULT FOR TYPE ps_trace.trace_id USING btree AS OPERATOR 1 ps_trace.<, OPERATOR 2 ps_trace.<=,
  OPERATOR 3 ps_trace.=, OPERATOR 4 ps_trace.>=, OPERATOR 5 ps_trace.>, FUNCTION 1 _ps_trace.trace_id_cmp(ps_trace.trace_id, ps_trace.trace_id);
CREATE OPERATOR CLASS ps_trace.hash_trace_id_ops DEFAULT FOR TYPE ps_trace.trace_id USING hash AS OPERATOR 1 ps_trace.=,
  FUNCTION 1 _ps_trace.trace_id_hash(ps_trace.trace_id);

CREATE DOMAIN ps_trace.tag_k AS text NOT NULL CHECK (value <> '');
CREATE DOMAIN ps_trace.tag_type AS smallint NOT NULL;
CREATE TYPE ps_trace.span_kind AS ENUM ('unspecified', 'internal', 'server', 'client', 'producer', 'consumer');
CREATE TYPE ps_trace.status_code AS ENUM ('unset', 'ok', 'error');
-- Its name in an index of a member; in _prom_ext, native with Promscale.
CREATE FUNCTION _prom_ext.jsonb_digest(jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT pg_catalog.sha256(pg_catalog.jsonb_send($1))';

CREATE TABLE _ps_trace.tag_key (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tag_type ps_trace.tag_type, key ps_trace.tag_k UNIQUE);
INSERT INTO _ps_trace.tag_key OVERRIDING SYSTEM VALUE SELECT n, 1, CASE n WHEN 1 THEN 'service.name' ELSE 'well.known.' || n END FROM generate_series(1, 174) n;
SELECT pg_catalog.setval('_ps_trace.tag_key_id_seq', 1000);
CREATE TABLE _ps_trace.tag (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key_id bigint NOT NULL, tag_type ps_trace.tag_type,
  key ps_trace.tag_k REFERENCES _ps_trace.tag_key (key) ON DELETE CASCADE, value _ps_trace.tag_v NOT NULL);
CREATE UNIQUE INDEX tag_key_value_id_key_id_key_idx ON _ps_trace.tag (key, _prom_ext.jsonb_digest(value)) INCLUDE (id, key_id);
CREATE TABLE _ps_trace.operation (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, service_name_id bigint NOT NULL,
  span_kind ps_trace.span_kind NOT NULL, span_name text NOT NULL, UNIQUE (service_name_id, span_name, span_kind));
CREATE TABLE _ps_trace.schema_url (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, url text NOT NULL UNIQUE);
CREATE TABLE _ps_trace.instrumentation_lib (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, version text NOT NULL,
  schema_url_id bigint REFERENCES _ps_trace.schema_url (id), UNIQUE (name, version, schema_url_id));

CREATE TABLE _ps_trace.span (trace_id ps_trace.trace_id NOT NULL, span_id bigint NOT NULL, parent_span_id bigint, operation_id bigint NOT NULL,
  start_time timestamptz NOT NULL, end_time timestamptz NOT NULL, duration_ms double precision NOT NULL, event_time tstzrange,
  dropped_tags_count integer NOT NULL DEFAULT 0, status_code ps_trace.status_code NOT NULL DEFAULT 'unset',
  span_tags ps_trace.tag_map NOT NULL, resource_tags ps_trace.tag_map NOT NULL DEFAULT '{}', PRIMARY KEY (span_id, trace_id, start_time));
CREATE INDEX ON _ps_trace.span (trace_id, parent_span_id) INCLUDE (span_id);
CREATE INDEX ON _ps_trace.span USING gin (span_tags jsonb_path_ops);
CREATE INDEX ON _ps_trace.span (operation_id);
CREATE TABLE _ps_trace.event (time timestamptz NOT NULL, trace_id ps_trace.trace_id NOT NULL, span_id bigint NOT NULL, name text NOT NULL,
  tags ps_trace.tag_map NOT NULL);
CREATE INDEX ON _ps_trace.event USING gin (tags jsonb_path_ops);
CREATE INDEX ON _ps_trace.event (trace_id, span_id);
CREATE TABLE _ps_trace.link (trace_id ps_trace.trace_id NOT NULL, span_id bigint NOT NULL, span_start_time timestamptz NOT NULL,
  linked_trace_id ps_trace.trace_id NOT NULL, tags ps_trace.tag_map NOT NULL);
CREATE INDEX ON _ps_trace.link (trace_id, span_id);
GRANT SELECT ON _ps_trace.span, _ps_trace.event, _ps_trace.link TO prom_reader;
GRANT SELECT, INSERT ON _ps_trace.span, _ps_trace.event, _ps_trace.link TO prom_writer;
ALTER TABLE _ps_trace.span OWNER TO prom_admin;
ALTER TABLE _ps_trace.event OWNER TO prom_admin;
ALTER TABLE _ps_trace.link OWNER TO prom_admin;
CREATE VIEW ps_trace.span AS SELECT s.*, o.span_name, o.span_kind FROM _ps_trace.span s JOIN _ps_trace.operation o ON o.id = s.operation_id;

CREATE PROCEDURE _ps_trace.execute_tracing_compression_job(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE _prom_catalog.execute_maintenance_job(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END';

-- A job. The licence "apache" refuses add_job(), and the scheduler would only log failures.
CREATE FUNCTION _prom_catalog.add_job(schema_name text, proc text, config jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF _prom_catalog.is_compression_available() THEN
    PERFORM public.add_job((schema_name || '.' || proc)::regproc, interval '1 hour', config => config);
    RETURN;
  END IF;
  EXECUTE format('INSERT INTO %s (application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name,
    owner, scheduled, config) VALUES (''User-Defined Action'', ''1 hour'', ''0'', -1, ''5 minutes'', $1, $2, %L, false, $3)',
    (SELECT c.oid::regclass FROM pg_class c WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND c.relnamespace::regnamespace::text ~ '^_timescaledb_'),
    current_user) USING schema_name, proc, config;
END$$;

DO $do$
DECLARE t text; stored text;
BEGIN
  IF _prom_catalog.is_restore_in_progress() THEN
    RETURN; -- the rows of TimescaleDB's catalog come with the restore
  END IF;
  PERFORM public.create_hypertable('_ps_trace.span'::regclass, 'start_time', 'trace_id', 1, chunk_time_interval => interval '1 hour', create_default_indexes => false);
  PERFORM public.create_hypertable('_ps_trace.event'::regclass, 'time', 'trace_id', 2, chunk_time_interval => interval '1 hour', create_default_indexes => false);
  PERFORM public.create_hypertable('_ps_trace.link'::regclass, 'span_start_time', 'trace_id', 1, chunk_time_interval => interval '1 hour', create_default_indexes => false);
  PERFORM _prom_catalog.add_job('_prom_catalog', 'execute_maintenance_job', '{"signal": "metrics", "type": "retention"}');
  PERFORM _prom_catalog.add_job('_prom_catalog', 'execute_maintenance_job', '{"signal": "metrics", "type": "compression"}');
  -- What compression adds to a member becomes a member with it, and must not stay one: a dump is
  -- to have it, since create_hypertable() does not run in a restore.
  FOREACH t IN ARRAY ARRAY['span', 'event', 'link'] LOOP
    PERFORM _prom_catalog.add_job('_ps_trace', 'execute_tracing_compression_job', jsonb_build_object('hypertable_name', t));
    IF NOT _prom_catalog.is_compression_available() THEN
      EXECUTE format('CREATE TABLE _timescaledb_internal._promscale_compressed_%1$s (LIKE _ps_trace.%1$s);
        ALTER TABLE _timescaledb_internal._promscale_compressed_%1$s OWNER TO prom_admin;
        GRANT ALL PRIVILEGES ON _timescaledb_internal._promscale_compressed_%1$s TO prom_admin;
        ALTER EXTENSION promscale DROP TABLE _timescaledb_internal._promscale_compressed_%1$s', t);
      CONTINUE;
    END IF;
    EXECUTE format('ALTER TABLE _ps_trace.%I SET (timescaledb.compress, timescaledb.compress_orderby = %L)', t,
      'trace_id, span_id, ' || CASE t WHEN 'span' THEN 'start_time' WHEN 'event' THEN 'time' ELSE 'span_start_time' END);
  END LOOP;
  FOR stored IN SELECT d.objid::regclass FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
      WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e' AND c.relname LIKE '\_compressed\_hypertable\_%'
        AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'promscale') LOOP
    EXECUTE 'ALTER EXTENSION promscale DROP TABLE ' || stored;
  END LOOP;
END$do$;

-- [post] Works once, and only while TimescaleDB's hooks are inert: they refuse new owners of chunks.
-- The triggers are users' triggers on tables of the extension, which pg_dump does not carry.
CREATE FUNCTION _prom_catalog.restored_relations(OUT step integer, OUT relation text) RETURNS SETOF record LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named constant text := CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = '_timescaledb_catalog.chunk'::regclass AND attname = 'relid')
    THEN 'k.relid::regclass::text' ELSE 'format(''%I.%I'', k.schema_name, k.table_name)' END;
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = '_timescaledb_catalog.hypertable'::regclass AND attname = 'compressed_hypertable_id') THEN
    RETURN QUERY EXECUTE format('SELECT 3, format(''%%I.%%I'', c.schema_name, c.table_name) FROM _timescaledb_catalog.hypertable h
      JOIN _timescaledb_catalog.hypertable c ON c.id = h.compressed_hypertable_id WHERE h.schema_name IN (''prom_data'', ''_ps_trace'')
      UNION ALL SELECT 4, %s FROM _timescaledb_catalog.hypertable h JOIN _timescaledb_catalog.chunk k ON k.hypertable_id = h.compressed_hypertable_id
       WHERE h.schema_name IN (''prom_data'', ''_ps_trace'')', named);
  END IF;
  RETURN QUERY SELECT 3, c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = '_timescaledb_internal'::regnamespace
    AND c.relkind = 'r' AND c.relname LIKE '\_promscale\_compressed\_%';
  RETURN QUERY EXECUTE format('SELECT CASE h.schema_name WHEN ''_ps_trace'' THEN 2 ELSE 5 END, %s FROM _timescaledb_catalog.hypertable h
    JOIN _timescaledb_catalog.chunk k ON k.hypertable_id = h.id WHERE h.schema_name IN (''prom_data'', ''_ps_trace'')', named);
END$$;

CREATE FUNCTION prom_api.promscale_post_restore() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  t text;
  blocker constant regproc := coalesce(to_regproc('_timescaledb_functions.insert_blocker'), to_regproc('_timescaledb_internal.insert_blocker'));
BEGIN
  IF blocker IS NOT NULL THEN -- until 2.22
    FOREACH t IN ARRAY ARRAY['span', 'event', 'link'] LOOP
      EXECUTE format('CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON _ps_trace.%I FOR EACH ROW EXECUTE FUNCTION %s()', t, blocker);
    END LOOP;
    FOR r IN SELECT * FROM _prom_catalog.restored_relations() WHERE step = 2 LOOP
      EXECUTE format('DROP TRIGGER IF EXISTS ts_insert_blocker ON %s', r.relation);
    END LOOP;
  END IF;
  FOR r IN SELECT * FROM _prom_catalog.restored_relations() ORDER BY step LOOP
    IF r.step IN (3, 4) THEN
      EXECUTE format('GRANT ALL PRIVILEGES ON %s TO prom_admin', r.relation);
    END IF;
    EXECUTE format('ALTER TABLE %s OWNER TO prom_admin', r.relation);
  END LOOP;
END$$;
GRANT EXECUTE ON FUNCTION prom_api.promscale_post_restore() TO prom_admin;

-- [path] The search path that the session would have after RESET, and what it lacks, in any order,
-- becomes the database's; the session is left with it, too.
DO $$
DECLARE had text[]; lacking text[]; path text;
BEGIN
  SELECT regexp_split_to_array(reset_val, ',\s*') INTO had FROM pg_catalog.pg_settings WHERE name = 'search_path';
  SELECT array_agg(s ORDER BY random()) INTO lacking FROM unnest(ARRAY['ps_tag', 'prom_api', 'prom_metric', 'ps_trace']) s WHERE s <> ALL (had);
  path := array_to_string(had || lacking, ', ');
  EXECUTE format('ALTER DATABASE %I SET search_path = %s', current_database(), path);
  EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
  EXECUTE format('SET search_path = %s', path);
END$$;

-- [last] Built-in commands get their numbers, users' start at 1000; functions are nobody's but the
-- owner's; every table and sequence is configuration, but two; prom_admin can dump and load them.
UPDATE _prom_catalog.remote_commands c SET seq = n.seq FROM unnest(ARRAY['create_prom_reader', 'create_prom_writer', 'create_prom_modifier',
  'create_prom_admin', 'create_prom_maintenance', 'grant_prom_reader_prom_writer', 'tracing_types', 'grant_all_roles_to_extowner'])
  WITH ORDINALITY n (key, seq) WHERE n.key = c.key;
SELECT pg_catalog.setval('_prom_catalog.remote_commands_seq_seq', 1000, false);

DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT p.oid::regprocedure AS name FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_proc p ON p.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e'
        AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'promscale') LOOP
    EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', r.name);
    EXECUTE format('ALTER ROUTINE %s OWNER TO %I', r.name, current_user);
  END LOOP;
  FOR r IN SELECT n.nspname AS name FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^_?(prom|ps)_' LOOP
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %1$I TO prom_admin; GRANT USAGE ON SCHEMA %1$I TO prom_reader;
      GRANT EXECUTE ON ALL ROUTINES IN SCHEMA %1$I TO prom_admin', r.name);
  END LOOP;
  FOR r IN SELECT c.oid::regclass AS name, c.relkind, (n.nspname, c.relname)::text AS full_name
      FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e' AND c.relkind IN ('r', 'p', 'S')
        AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = 'promscale') ORDER BY c.relkind, n.nspname, c.relname LOOP
    IF r.full_name NOT IN ('(_ps_catalog,migration)', '(_ps_catalog,promscale_instance_information)') THEN
      PERFORM pg_catalog.pg_extension_config_dump(r.name, CASE r.full_name WHEN '(_prom_catalog,remote_commands)' THEN 'where seq >= 1000'
        WHEN '(_ps_trace,tag_key)' THEN 'where id >= 1000' ELSE '' END);
    END IF;
    IF r.full_name NOT LIKE '(\_ps\_catalog,%' THEN
      EXECUTE format('GRANT SELECT ON %1$s TO prom_reader; GRANT %2$s ON %1$s TO prom_writer', CASE r.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || r.name,
        CASE r.relkind WHEN 'S' THEN 'USAGE' ELSE 'INSERT, UPDATE' END);
    END IF;
    EXECUTE format('GRANT ALL PRIVILEGES ON %s TO prom_admin', CASE r.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || r.name);
  END LOOP;
END$$;
