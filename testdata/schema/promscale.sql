-- What a connector and its users make in a database with Promscale: see testdata/promscale.
CREATE EXTENSION timescaledb;
CREATE EXTENSION promscale VERSION '0.9.0';
-- next transaction --
SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', 'cpu_usage', 'namespace', 'dev', 'node', 'brain' || i)) FROM generate_series(1, 5) i;
SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', 'mem "Used" bytes', 'node', 'b' || i, 'Ünï code', 'select')) FROM generate_series(1, 19) i;
SELECT _prom_catalog.get_or_create_series_id(jsonb_build_object('__name__', repeat('long', 20), 'time', 'x'));
SELECT _prom_catalog.get_or_create_metric_table_name('empty');
-- next transaction --
CALL _prom_catalog.finalize_metric_creation();
-- next transaction --
SELECT _prom_catalog.get_or_create_series_id('{"__name__": "not finalized", "node": "n"}');
INSERT INTO prom_data.cpu_usage SELECT '2025-01-01'::timestamptz + i * interval '1 minute', i / 3.0, s FROM generate_series(1, 3000) i, generate_series(1, 5) s;
INSERT INTO prom_data."mem ""Used"" bytes" SELECT '2025-01-01'::timestamptz + i * interval '1 hour', 'NaN', 20 FROM generate_series(1, 100) i;
INSERT INTO prom_data."not finalized" SELECT '2025-01-01'::timestamptz + i * interval '1 hour', i, 26 FROM generate_series(1, 10) i;
UPDATE prom_data_series.cpu_usage SET delete_epoch = 3 WHERE id = 5;
SELECT _prom_catalog.create_exemplar_table_if_not_exists('cpu_usage');
INSERT INTO prom_data_exemplar.cpu_usage VALUES ('2025-01-01', 1, '{trace,"a,b",NULL}', 0.5), ('2025-01-01', 2, '{}', '-0'), ('2025-01-01', 3, NULL, 'Infinity');
INSERT INTO _prom_catalog.exemplar_label_key_position VALUES ('cpu_usage', 'trace_id', 1);
INSERT INTO _prom_catalog.metadata VALUES ('2025-01-01', 'cpu_usage', 'GAUGE', '', 'used');
INSERT INTO _prom_catalog."default" VALUES ('retention_period', '40 days');
INSERT INTO _ps_trace.tag_key (tag_type, key) VALUES (3, 'user''s key'), (3, 'another');
INSERT INTO _ps_trace.tag (key_id, tag_type, key, value) VALUES (1, 1, 'service.name', '"shop"'), (1001, 3, 'user''s key', '{"a": [1, null, "ü"]}');
INSERT INTO _ps_trace.operation (service_name_id, span_kind, span_name) VALUES (1, 'server', 'buy'), (1, 'client', 'pay');
INSERT INTO _ps_trace.schema_url (url) VALUES ('https://example.org/1');
INSERT INTO _ps_trace.instrumentation_lib (name, version, schema_url_id) VALUES ('lib', '1', 1);
INSERT INTO _ps_trace.span (trace_id, span_id, operation_id, start_time, end_time, duration_ms, event_time, span_tags)
  SELECT md5((i % 40)::text)::uuid, i, 1 + i % 2, t, t + interval '1 second', i, CASE WHEN i % 3 = 0 THEN tstzrange(t, NULL) END, jsonb_build_object('1', i, '1001', 'ü')
  FROM generate_series(1, 300) i, LATERAL (SELECT '2025-01-01'::timestamptz + i * interval '1 minute') x (t);
INSERT INTO _ps_trace.event SELECT '2025-01-01'::timestamptz + i * interval '1 minute', md5((i % 40)::text)::uuid, i, 'e', '{}' FROM generate_series(1, 200) i;
INSERT INTO _ps_trace.link SELECT md5(i::text)::uuid, i, '2025-01-01', md5((i + 1)::text)::uuid, '{"k": 1}' FROM generate_series(1, 5) i;
INSERT INTO _prom_catalog.ha_leases VALUES ('c1', 'a', '2025-01-01', '2025-01-02'), ('c2', 'b', '2025-01-01', '2025-01-02');
UPDATE _prom_catalog.ha_leases SET leader_name = 'z', lease_start = '2025-01-02', lease_until = '2025-01-03' WHERE cluster_name = 'c1';
UPDATE _prom_catalog.ids_epoch SET current_epoch = 17;
CALL _prom_catalog.execute_everywhere('a user''s', 'SELECT 1');
DO $$BEGIN
  IF to_regclass('_timescaledb_internal._promscale_compressed_span') IS NOT NULL THEN
    INSERT INTO _timescaledb_internal._promscale_compressed_span SELECT * FROM _ps_trace.span WHERE span_id < 10;
  END IF;
END$$;
GRANT SELECT ON prom_metric.cpu_usage TO PUBLIC;
CREATE MATERIALIZED VIEW public.hourly AS SELECT date_trunc('hour', time) AS hour, node_id, avg(value) FROM prom_metric.cpu_usage GROUP BY 1, 2;
