-- Hypertables of the Apache edition: chunks of time and of space, triggers, keys.
CREATE EXTENSION timescaledb;
CREATE TABLE metrics (time timestamptz NOT NULL, device int NOT NULL, value float8, note text);
SELECT create_hypertable('metrics', 'time', chunk_time_interval => interval '1 week');
CREATE UNIQUE INDEX metrics_device_time ON metrics (device, time DESC) INCLUDE (value);
CREATE TABLE spaced (time bigint NOT NULL, key text NOT NULL, value numeric, CHECK (value > 0), PRIMARY KEY (time, key));
SELECT create_hypertable('spaced', 'time', 'key', 4, chunk_time_interval => 1000);
CREATE TABLE empty (time timestamptz NOT NULL, x int);
SELECT create_hypertable('empty', 'time');
INSERT INTO metrics SELECT '2025-01-01'::timestamptz + i * interval '17 minutes', i % 7, CASE WHEN i % 11 = 0 THEN 'NaN' ELSE i / 7.0 END, 'n' || i
  FROM generate_series(1, 20000) i;
INSERT INTO spaced SELECT i, 'k' || i % 100, i + 0.10 FROM generate_series(1, 5000) i;
ALTER TABLE metrics ADD COLUMN later text DEFAULT 'x';
ALTER TABLE metrics DROP COLUMN note;
INSERT INTO metrics VALUES ('2026-01-01', 1, '-0', 'y');

CREATE TABLE log (n int);
INSERT INTO log VALUES (0);
CREATE FUNCTION logged() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN UPDATE public.log SET n = n + 1; RETURN NULL; END$$;
CREATE TRIGGER logged AFTER INSERT ON spaced FOR EACH ROW EXECUTE FUNCTION logged();
CREATE INDEX spaced_value ON spaced (value);

CREATE TABLE referencing (time bigint, key text, FOREIGN KEY (time, key) REFERENCES spaced (time, key));
-- In the transaction that makes the key, and after a few rows, TimescaleDB 2.19 no longer finds
-- what they reference: one row at a time.
-- next transaction --
INSERT INTO referencing VALUES (1, 'k1');
-- next transaction --
INSERT INTO referencing VALUES (2, 'k2');
-- next transaction --

CREATE MATERIALIZED VIEW daily AS SELECT time_bucket('1 day', time) AS day, device, avg(value) AS value, count(*) AS n
  FROM metrics GROUP BY 1, 2;
GRANT SELECT ON metrics TO PUBLIC;
