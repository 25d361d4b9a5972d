-- 2,000 metrics as Promscale keeps them: 16,000 tables and 26,000 indexes with few rows each. A metric has a root with four
-- chunks that inherit from it, a table for its compressed chunks, a partition of its series and a table of exemplars, with
-- owners, privileges, options and statistics targets, and two views.
CREATE PROCEDURE bench_build(scale float8) LANGUAGE plpgsql AS $$
DECLARE
  metrics integer := GREATEST(1, (2000 * scale)::integer);
  role text;
  name text;
  chunk text;
BEGIN
  FOREACH role IN ARRAY '{bench_admin,bench_reader,bench_writer,bench_modifier}'::text[] LOOP
    IF to_regrole(role) IS NULL THEN EXECUTE format('CREATE ROLE %I', role); END IF;
  END LOOP;
  FOREACH name IN ARRAY '{prom_data,prom_data_series,prom_data_exemplar,prom_metric,prom_series,_prom_catalog,_chunks}'::text[] LOOP
    EXECUTE format('CREATE SCHEMA %1$I; GRANT USAGE, CREATE ON SCHEMA %1$I TO bench_admin; GRANT USAGE ON SCHEMA %1$I TO bench_reader', name);
  END LOOP;
  CREATE TABLE _prom_catalog.series (id bigint NOT NULL, metric_id integer NOT NULL, labels integer[] NOT NULL, delete_epoch bigint,
    PRIMARY KEY (metric_id, id)) PARTITION BY LIST (metric_id);
  CALL bench_own('_prom_catalog.series');
  FOR m IN 1..metrics LOOP
    EXECUTE format('CREATE TABLE prom_data.metric_%1$s ("time" timestamptz NOT NULL, value float8 NOT NULL, series_id bigint NOT NULL)
      WITH (autovacuum_vacuum_threshold = 50000, autovacuum_analyze_threshold = 50000)', m);
    CALL bench_own(format('prom_data.metric_%s', m));
    EXECUTE format('CREATE UNIQUE INDEX data_series_id_time_%1$s ON prom_data.metric_%1$s (series_id, "time") INCLUDE (value);
      CREATE INDEX metric_%1$s_time_idx ON prom_data.metric_%1$s ("time" DESC)', m);
    FOR c IN 1..4 LOOP
      chunk := format('_chunks._hyper_%s_%s_chunk', m, c);
      EXECUTE format('CREATE TABLE %1$s (CONSTRAINT constraint_%2$s CHECK ("time" >= %3$L AND "time" < %4$L)) INHERITS (prom_data.metric_%5$s)
        WITH (autovacuum_vacuum_threshold = 50000, autovacuum_analyze_threshold = 50000)', chunk, m * 4 + c,
        '2026-01-01Z'::timestamptz + c * interval '8 hours', '2026-01-01Z'::timestamptz + (c + 1) * interval '8 hours', m);
      EXECUTE format('INSERT INTO %s SELECT %L::timestamptz + i * interval ''15 seconds'', i * 1.5, %s FROM generate_series(1, 20) i',
        chunk, '2026-01-01Z'::timestamptz + c * interval '8 hours', m);
      CALL bench_own(chunk);
      EXECUTE format('CREATE UNIQUE INDEX _hyper_%1$s_%2$s_data_series_id_time ON %3$s (series_id, "time") INCLUDE (value);
        CREATE INDEX _hyper_%1$s_%2$s_time_idx ON %3$s ("time" DESC)', m, c, chunk);
    END LOOP;
    EXECUTE format('CREATE TABLE _chunks._compressed_hypertable_%1$s ("time" bytea, value bytea, series_id bigint, _ts_meta_count integer,
        _ts_meta_sequence_num integer, _ts_meta_min_1 timestamptz, _ts_meta_max_1 timestamptz) WITH (toast_tuple_target = 128);
      ALTER TABLE _chunks._compressed_hypertable_%1$s ALTER series_id SET STATISTICS 1000, ALTER _ts_meta_count SET STATISTICS 1000,
        ALTER _ts_meta_sequence_num SET STATISTICS 1000, ALTER _ts_meta_min_1 SET STATISTICS 1000,
        ALTER _ts_meta_max_1 SET STATISTICS 1000, ALTER "time" SET STATISTICS 0, ALTER value SET STATISTICS 0, ALTER value SET STORAGE EXTERNAL', m);
    CALL bench_own(format('_chunks._compressed_hypertable_%s', m));
    EXECUTE format('CREATE TABLE prom_data_series.metric_%1$s (id bigint NOT NULL, metric_id integer NOT NULL, labels integer[] NOT NULL,
        delete_epoch bigint, CHECK (labels[1] = %1$s AND labels[1] IS NOT NULL), CHECK (metric_id = %1$s))
        WITH (autovacuum_vacuum_threshold = 100, autovacuum_analyze_threshold = 100);
      INSERT INTO prom_data_series.metric_%1$s VALUES (%1$s, %1$s, ARRAY[%1$s, 2, 3], NULL);
      CREATE UNIQUE INDEX series_labels_%1$s ON prom_data_series.metric_%1$s (labels) INCLUDE (id)', m);
    CALL bench_own(format('prom_data_series.metric_%s', m));
    EXECUTE format('ALTER TABLE _prom_catalog.series ATTACH PARTITION prom_data_series.metric_%1$s FOR VALUES IN (%1$s)', m);
    EXECUTE format('CREATE TABLE prom_data_exemplar.metric_%1$s ("time" timestamptz NOT NULL, series_id bigint NOT NULL,
        exemplar_label_values text[], value float8 NOT NULL);
      CREATE UNIQUE INDEX exemplar_%1$s ON prom_data_exemplar.metric_%1$s (series_id, "time") INCLUDE (value)', m);
    CALL bench_own(format('prom_data_exemplar.metric_%s', m));
    EXECUTE format('CREATE VIEW prom_series.metric_%1$s AS SELECT id AS series_id, labels, labels[2] AS job_id FROM prom_data_series.metric_%1$s
        WHERE delete_epoch IS NULL;
      CREATE VIEW prom_metric.metric_%1$s AS SELECT data."time", data.value, data.series_id, s.labels FROM prom_data.metric_%1$s data
        LEFT JOIN prom_data_series.metric_%1$s s ON s.id = data.series_id', m);
    CALL bench_own(format('prom_series.metric_%s', m));
    CALL bench_own(format('prom_metric.metric_%s', m));
    IF m % 20 = 0 THEN COMMIT; END IF;
  END LOOP;
  DROP PROCEDURE bench_own;
END $$;

CREATE PROCEDURE bench_own(relation text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %1$s OWNER TO bench_admin; GRANT SELECT ON %1$s TO bench_reader; GRANT SELECT, INSERT ON %1$s TO bench_writer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON %1$s TO bench_modifier', relation);
END $$;
