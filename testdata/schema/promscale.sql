-- What a connector makes in a database with Promscale: see testdata/promscale.
CREATE EXTENSION timescaledb;
CREATE EXTENSION promscale;
-- next transaction --
INSERT INTO _prom_catalog.metric (metric_name) VALUES ('cpu_usage'), ('mem "Used" bytes');
CALL _prom_catalog.finalize_metric_creation();
INSERT INTO _prom_catalog.metric (metric_name) VALUES ('not finalized');
INSERT INTO prom_data_series.cpu_usage SELECT nextval('_prom_catalog.series_id'), 1, ARRAY[1, i] FROM generate_series(2, 20) i;
INSERT INTO prom_data_series."mem ""Used"" bytes" SELECT nextval('_prom_catalog.series_id'), 2, ARRAY[2, i] FROM generate_series(2, 20) i;
INSERT INTO prom_data.cpu_usage SELECT '2025-01-01'::timestamptz + i * interval '1 minute', i / 3.0, s FROM generate_series(1, 3000) i, generate_series(1, 5) s;
INSERT INTO prom_data."mem ""Used"" bytes" SELECT '2025-01-01'::timestamptz + i * interval '1 hour', 'NaN', 20 FROM generate_series(1, 100) i;
INSERT INTO _ps_trace.span SELECT '2025-01-01'::timestamptz + i * interval '1 minute', 'span', i FROM generate_series(1, 300) i;
INSERT INTO _prom_catalog.ha_leases VALUES ('c1', 'a', '2025-01-01', '2025-01-02'), ('c2', 'b', '2025-01-01', '2025-01-02');
UPDATE _prom_catalog.ha_leases SET leader_name = 'z', lease_start = '2025-01-02', lease_until = '2025-01-03' WHERE cluster_name = 'c1';
UPDATE _prom_catalog.ids_epoch SET current_epoch = 17;
INSERT INTO _prom_catalog.remote_commands (command) VALUES ('a user''s');
