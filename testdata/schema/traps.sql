-- What of Promscale and TimescaleDB is easily lost or changed, beside what promscale.sql has. The
-- numbers are those of testdata/promscale/TRAPS.md.
-- #22: more leaders, of more clusters.
INSERT INTO _prom_catalog.ha_leases SELECT 'c' || i, 'a', '2025-01-01', '2025-01-02' FROM generate_series(3, 9) i;
UPDATE _prom_catalog.ha_leases SET leader_name = 'b', lease_start = '2025-01-02', lease_until = '2025-01-03' WHERE cluster_name > 'c4';
UPDATE _prom_catalog.ha_leases SET leader_name = 'a', lease_start = '2025-01-03', lease_until = '2025-01-04' WHERE cluster_name > 'c6';
-- #26: names at and around the limit, that are keywords, that differ in case; views that are metrics.
SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', name, 'node', 'n'))
  FROM unnest(ARRAY['select', 'Select', 'it''s a "metric" 100%', repeat('m', 61), repeat('m', 62), repeat('m', 63), repeat('m', 64), repeat('ü', 61)]) name;
-- next transaction --
CREATE SCHEMA views;
CREATE VIEW views.cpu_hourly AS SELECT date_trunc('hour', time) AS time, series_id, avg(value) AS value FROM prom_data.cpu_usage GROUP BY 1, 2;
CREATE VIEW views.cpu_daily AS SELECT date_trunc('day', time) AS time, series_id, avg(value) AS value FROM views.cpu_hourly GROUP BY 1, 2;
INSERT INTO _prom_catalog.metric (metric_name, table_name, table_schema, series_table, is_view, creation_completed)
  SELECT n, n, 'views', 'cpu_usage', true, true FROM unnest('{cpu_hourly,cpu_daily}'::name[]) n;
-- #27: a metric that has lost its chunks, one that has lost some.
SELECT _prom_catalog.get_or_create_metric_table_name(n) FROM unnest('{all_dropped,some_dropped}'::text[]) n;
-- next transaction --
INSERT INTO prom_data.all_dropped SELECT '2025-01-01'::timestamptz + i * interval '4 hours', i, 1 FROM generate_series(1, 20) i;
INSERT INTO prom_data.some_dropped SELECT '2025-01-01'::timestamptz + i * interval '4 hours', i, 1 FROM generate_series(1, 20) i;
-- next transaction --
SELECT drop_chunks('prom_data.all_dropped', '2026-01-01'::timestamptz);
SELECT drop_chunks('prom_data.some_dropped', '2025-01-03'::timestamptz);
-- #19: values of the extension's types and domains.
INSERT INTO _ps_trace.tag (key_id, tag_type, key, value) SELECT 1, 1, 'service.name', v::jsonb FROM unnest(ARRAY['{}', '[]', 'null', '""',
  '"\\u0000"', '{"\\u0000 \"": "\u00fc\ud83d\ude00"}', '1e400', '{"deep": [[[{"a": [1.10, -0, 1E-7]}]]]}']) v;
INSERT INTO _ps_trace.link VALUES ('00000000-0000-0000-0000-000000000000', -1, '2025-01-01', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{}');
INSERT INTO prom_data_exemplar.cpu_usage VALUES ('2025-01-02', 1, '{NULL,NULL}', 0), ('2025-01-02', 2, '{"","NULL","{}"}', 0), ('2025-01-02', 3, '[0:1]={a,b}', 0);
-- #20: tables without columns have rows, too.
CREATE TABLE public.nothing ();
INSERT INTO public.nothing DEFAULT VALUES; INSERT INTO public.nothing DEFAULT VALUES; INSERT INTO public.nothing DEFAULT VALUES;
CREATE TABLE _timescaledb_internal._compressed_hypertable_900 ();
-- #21: columns that came and went before the first chunk, after it, and after the second.
CREATE TABLE public.columns (gone_before integer, t timestamptz NOT NULL, a text, gone_after integer, n bigint GENERATED ALWAYS AS IDENTITY,
  g integer GENERATED ALWAYS AS (length(a)) STORED);
SELECT create_hypertable('public.columns', 't', chunk_time_interval => interval '1 day');
ALTER TABLE public.columns DROP COLUMN gone_before;
INSERT INTO public.columns (t, a, gone_after) SELECT '2025-01-01'::timestamptz + i * interval '1 hour', 'a' || i, i FROM generate_series(1, 10) i;
ALTER TABLE public.columns DROP COLUMN gone_after;
ALTER TABLE public.columns ADD COLUMN late integer NOT NULL DEFAULT 7;
ALTER TABLE public.columns ADD COLUMN later text DEFAULT 'x';
INSERT INTO public.columns (t, a, later) SELECT '2025-01-02'::timestamptz + i * interval '1 hour', 'b' || i, 'y' FROM generate_series(1, 10) i;
ALTER TABLE public.columns ALTER COLUMN later SET DEFAULT 'z';
ALTER TABLE public.columns ADD COLUMN "last one" integer;
INSERT INTO public.columns (t, a, "last one") SELECT '2025-01-03'::timestamptz + i * interval '1 hour', 'c' || i, i FROM generate_series(1, 10) i;
-- #28: what hangs on a hypertable and its chunks.
ALTER TABLE public.columns ADD CONSTRAINT positive CHECK (n > 0), ADD CONSTRAINT once UNIQUE (t, n);
CREATE INDEX "an index" ON public.columns (a, t DESC) WHERE late > 0;
ALTER TABLE public.columns ALTER COLUMN a SET STATISTICS 77, ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN later SET COMPRESSION pglz;
ALTER TABLE public.columns SET (autovacuum_enabled = false);
CREATE TRIGGER seen BEFORE UPDATE ON public.columns FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMENT ON TABLE public.columns IS 'a hypertable''s'; GRANT SELECT ON public.columns TO prom_reader;
DO $$
DECLARE chunk regclass;
BEGIN
  SELECT min(c::text) INTO chunk FROM show_chunks('public.columns') c;
  EXECUTE format('ALTER TABLE %s SET (fillfactor = 60); ALTER TABLE %1$s ALTER COLUMN a SET STATISTICS 66; COMMENT ON TABLE %1$s IS ''a chunk''''s''', chunk);
END$$;
-- #30: users' own on the extension's tables.
CREATE INDEX user_index ON _ps_trace.span (duration_ms);
CREATE TRIGGER user_trigger BEFORE UPDATE ON _ps_trace.span FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE _prom_catalog.ha_leases SET (fillfactor = 50);
-- #32: a job of another owner.
DO $$BEGIN
  EXECUTE format('UPDATE %s SET owner = ''prom_maintenance'', config = ''{"mine": 1}'' WHERE id = 1001',
    (SELECT c.oid::regclass FROM pg_class c WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND c.relnamespace::regnamespace::text ~ '^_timescaledb_'));
END$$;
-- Privileges of members that are not the extension's.
REVOKE SELECT ON _prom_catalog.metadata FROM prom_reader; GRANT SELECT ON _prom_catalog.ids_epoch TO PUBLIC;
-- #8: a view that tells in which mode it was filled.
CREATE MATERIALIZED VIEW public.mode AS SELECT current_setting('timescaledb.restoring') AS restoring;
