-- Two hypertables for filters, one with all that can belong to one. What the Apache edition cannot
-- make is put into TimescaleDB's catalog by hand, as the community edition has it: compressed
-- chunks, a continuous aggregate and one of that, policies.
CREATE EXTENSION timescaledb;
CREATE SCHEMA own;
CREATE SCHEMA views;
CREATE TABLE metrics (t timestamptz NOT NULL, d int NOT NULL, v float8);
SELECT create_hypertable('metrics', 't', chunk_time_interval => interval '1 day', associated_schema_name => 'own');
CREATE INDEX metrics_v ON metrics (v);
INSERT INTO metrics SELECT '2025-01-01 00:00+00'::timestamptz + n * interval '1 hour', n % 3, n FROM generate_series(0, 71) n;
CREATE TABLE other (t bigint NOT NULL, k int NOT NULL, v text, PRIMARY KEY (t, k));
SELECT create_hypertable('other', 't', 'k', 2, chunk_time_interval => 10);
INSERT INTO other SELECT n, n, 'o' || n FROM generate_series(1, 40) n;
CREATE TABLE plain (id serial PRIMARY KEY, note text);
INSERT INTO plain (note) VALUES ('p');
CREATE VIEW views.of_plain AS SELECT * FROM plain;

-- Materialized hypertables are hypertables like any others.
CREATE TABLE _timescaledb_internal._materialized_hypertable_3 (bucket timestamptz NOT NULL, d int, n bigint);
SELECT create_hypertable('_timescaledb_internal._materialized_hypertable_3', 'bucket', chunk_time_interval => interval '10 days');
CREATE VIEW views.daily AS SELECT * FROM _timescaledb_internal._materialized_hypertable_3;
CREATE VIEW _timescaledb_internal._partial_view_3 AS SELECT time_bucket('1 day', t) AS bucket, d, count(*) AS n FROM metrics GROUP BY 1, 2;
CREATE VIEW _timescaledb_internal._direct_view_3 AS SELECT time_bucket('1 day', t) AS bucket, d, count(*) AS n FROM metrics GROUP BY 1, 2;
INSERT INTO _timescaledb_internal._materialized_hypertable_3 SELECT * FROM _timescaledb_internal._direct_view_3;
CREATE TABLE _timescaledb_internal._materialized_hypertable_4 (bucket timestamptz NOT NULL, n numeric);
SELECT create_hypertable('_timescaledb_internal._materialized_hypertable_4', 'bucket', chunk_time_interval => interval '100 days');
CREATE VIEW public.weekly AS SELECT * FROM _timescaledb_internal._materialized_hypertable_4;
CREATE VIEW _timescaledb_internal._partial_view_4 AS SELECT time_bucket('7 days', bucket) AS bucket, sum(n) AS n FROM _timescaledb_internal._materialized_hypertable_3 GROUP BY 1;
CREATE VIEW _timescaledb_internal._direct_view_4 AS SELECT time_bucket('7 days', bucket) AS bucket, sum(n) AS n FROM views.daily GROUP BY 1;
INSERT INTO _timescaledb_internal._materialized_hypertable_4 SELECT * FROM _timescaledb_internal._direct_view_4;
INSERT INTO _timescaledb_catalog.continuous_agg (mat_hypertable_id, raw_hypertable_id, parent_mat_hypertable_id, user_view_schema, user_view_name,
    partial_view_schema, partial_view_name, direct_view_schema, direct_view_name, materialized_only)
  VALUES (3, 1, NULL, 'views', 'daily', '_timescaledb_internal', '_partial_view_3', '_timescaledb_internal', '_direct_view_3', true),
         (4, 3, 3, 'public', 'weekly', '_timescaledb_internal', '_partial_view_4', '_timescaledb_internal', '_direct_view_4', true);
INSERT INTO _timescaledb_catalog.continuous_aggs_watermark VALUES (3, 1000), (4, 2000);
INSERT INTO _timescaledb_catalog.continuous_aggs_invalidation_threshold VALUES (1, 1000), (3, 2000);
INSERT INTO _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log (hypertable_id, lowest_modified_value, greatest_modified_value) VALUES (1, 5, 6), (2, 7, 8);
INSERT INTO _timescaledb_catalog.continuous_aggs_materialization_invalidation_log (materialization_id, lowest_modified_value, greatest_modified_value) VALUES (3, 1, 2), (4, 3, 4);
INSERT INTO _timescaledb_catalog.continuous_aggs_bucket_function (mat_hypertable_id, bucket_func, bucket_width, bucket_fixed_width)
  SELECT h, to_regprocedure('public.time_bucket(interval, timestamptz)')::text, '1 day', true FROM unnest('{3,4}'::int[]) h;

-- Jobs: a policy of each hypertable, one of the aggregate, one of nobody.
DO $$BEGIN
  EXECUTE format('INSERT INTO %s (id, application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name, owner, scheduled, hypertable_id)
    SELECT 1000 + n, ''job '' || n, ''1 hour'', ''0'', -1, ''5 minutes'', ''_timescaledb_functions'', ''policy_retention'', %L, false, nullif(n, 9)
      FROM unnest(''{1,2,3,9}''::int[]) n',
    (SELECT c.oid::regclass FROM pg_class c WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND c.relnamespace::regnamespace::text ~ '^_timescaledb_'), current_user);
END$$;
SELECT setval(pg_get_serial_sequence(c.oid::regclass::text, 'id'), 1009) FROM pg_class c WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND c.relnamespace::regnamespace::text ~ '^_timescaledb_';

-- A compressed chunk of metrics, of the older layout until 2.28.
CREATE TABLE _timescaledb_internal.compress_hyper_5_100_chunk (d int, v bytea);
INSERT INTO _timescaledb_internal.compress_hyper_5_100_chunk VALUES (1, 'x');
DO $$
DECLARE first regclass := (SELECT min(inhrelid) FROM pg_inherits WHERE inhparent = 'metrics'::regclass);
BEGIN
  INSERT INTO _timescaledb_catalog.compression_settings (relid, compress_relid) VALUES ('metrics', NULL), (first, '_timescaledb_internal.compress_hyper_5_100_chunk');
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = '_timescaledb_catalog.chunk'::regclass AND attname = 'compressed_chunk_id' AND NOT attisdropped) THEN
    CREATE TABLE _timescaledb_internal._compressed_hypertable_5 ();
    INSERT INTO _timescaledb_catalog.hypertable (id, schema_name, table_name, associated_schema_name, associated_table_prefix, num_dimensions,
        chunk_sizing_func_schema, chunk_sizing_func_name, chunk_target_size, compression_state)
      SELECT 5, '_timescaledb_internal', '_compressed_hypertable_5', '_timescaledb_internal', '_hyper_5', 0, chunk_sizing_func_schema, chunk_sizing_func_name, 0, 2
        FROM _timescaledb_catalog.hypertable WHERE id = 1;
    UPDATE _timescaledb_catalog.hypertable SET compressed_hypertable_id = 5, compression_state = 1 WHERE id = 1;
    INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, schema_name, table_name, creation_time)
      VALUES (100, 5, '_timescaledb_internal', 'compress_hyper_5_100_chunk', now());
    UPDATE _timescaledb_catalog.chunk SET compressed_chunk_id = 100 WHERE format('%I.%I', schema_name, table_name)::regclass = first;
    INSERT INTO _timescaledb_catalog.compression_chunk_size VALUES ((SELECT id FROM _timescaledb_catalog.chunk WHERE compressed_chunk_id = 100), 100, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  END IF;
END$$;
SELECT setval('_timescaledb_catalog.hypertable_id_seq', 5), setval('_timescaledb_catalog.chunk_id_seq', 100);
