-- The database of "make demo": a small fleet's metrics in TimescaleDB
-- hypertables, and beside them what a real application has: inventory tables,
-- views, materialized views, functions, triggers, policies and roles.
-- It is loaded with psql-free means: every statement ends with a semicolon at
-- the end of the script's text and is sent to the server as it stands.

CREATE EXTENSION timescaledb;

DO $$
BEGIN
    CREATE ROLE demo_reader;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE demo_writer;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

CREATE SCHEMA inventory;
COMMENT ON SCHEMA inventory IS 'machines and who looks after them';

CREATE TYPE inventory.environment AS ENUM ('production', 'staging', 'lab');
CREATE DOMAIN inventory.hostname AS text CHECK (VALUE ~ '^[a-z][a-z0-9-]*$');

CREATE TABLE inventory.team (
    id   int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);
CREATE TABLE inventory.host (
    id          bigserial PRIMARY KEY,
    name        inventory.hostname NOT NULL UNIQUE,
    environment inventory.environment NOT NULL DEFAULT 'lab',
    team_id     int REFERENCES inventory.team ON DELETE SET NULL,
    tags        jsonb NOT NULL DEFAULT '{}',
    addresses   inet[] NOT NULL DEFAULT '{}',
    changed_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX host_tags ON inventory.host USING gin (tags);
CREATE INDEX host_production ON inventory.host (lower(name)) WHERE environment = 'production';

CREATE FUNCTION inventory.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER host_touch BEFORE UPDATE ON inventory.host
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION inventory.touch();

CREATE TABLE inventory.incident (
    id       uuid DEFAULT gen_random_uuid(),
    host_id  bigint NOT NULL REFERENCES inventory.host,
    opened   timestamptz NOT NULL,
    severity smallint NOT NULL CHECK (severity BETWEEN 1 AND 5),
    note     text,
    minutes  int GENERATED ALWAYS AS (severity * 15) STORED,
    PRIMARY KEY (id, opened)
) PARTITION BY RANGE (opened);
CREATE TABLE inventory.incident_old PARTITION OF inventory.incident FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE inventory.incident_2026 PARTITION OF inventory.incident FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE inventory.incident ENABLE ROW LEVEL SECURITY;
CREATE POLICY severe_only ON inventory.incident FOR SELECT TO demo_reader USING (severity >= 4);

INSERT INTO inventory.team (name) VALUES ('platform'), ('storage'), ('network');
INSERT INTO inventory.host (name, environment, team_id, tags, addresses)
SELECT 'host-' || i, (ARRAY['production', 'staging', 'lab'])[1 + i % 3]::inventory.environment, 1 + i % 3,
       jsonb_build_object('rack', i % 7, 'zone', 'z' || i % 4), ARRAY[('10.0.0.' || i)::inet]
  FROM generate_series(1, 100) i;
INSERT INTO inventory.incident (host_id, opened, severity, note)
SELECT 1 + i % 100, timestamptz '2025-06-01 00:00Z' + i * interval '1 hour', 1 + i % 5, 'incident ' || i
  FROM generate_series(1, 10000) i;

-- Hypertables: one a metric, as Promscale has them.
CREATE SCHEMA metrics;
CREATE FUNCTION metrics.make(metric text, chunk interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE metrics.%I (time timestamptz NOT NULL, value double precision NOT NULL, series_id bigint NOT NULL)', metric);
    PERFORM public.create_hypertable(format('metrics.%I', metric)::regclass, 'time', chunk_time_interval => chunk);
    EXECUTE format('CREATE UNIQUE INDEX %I ON metrics.%I (series_id, time) INCLUDE (value)', metric || '_series_time', metric);
    EXECUTE format('ALTER TABLE metrics.%I SET (autovacuum_vacuum_insert_threshold = 50000)', metric);
END $$;
SELECT metrics.make(m, interval '1 day')
  FROM unnest(ARRAY['cpu_seconds_total', 'memory_bytes', 'disk_io_bytes_total', 'http_requests_total', 'load1']) m;

INSERT INTO metrics.cpu_seconds_total
SELECT t, s * 1000 + extract(epoch FROM t - timestamptz '2026-11-01 00:00Z') * (0.1 + s * 0.001), s
  FROM generate_series(timestamptz '2026-11-01 00:00Z', '2026-11-09 23:59Z', '30 seconds') t, generate_series(1, 20) s;
INSERT INTO metrics.memory_bytes
SELECT t, 4096 * floor(1e6 + 1e5 * sin(extract(epoch FROM t) / 5000 + s)), s
  FROM generate_series(timestamptz '2026-11-01 00:00Z', '2026-11-09 23:59Z', '30 seconds') t, generate_series(1, 20) s;
INSERT INTO metrics.disk_io_bytes_total
SELECT t, 512 * floor(extract(epoch FROM t - timestamptz '2026-11-01 00:00Z') * s), s
  FROM generate_series(timestamptz '2026-11-01 00:00Z', '2026-11-09 23:59Z', '30 seconds') t, generate_series(1, 20) s;
INSERT INTO metrics.http_requests_total
SELECT t, floor(extract(epoch FROM t - timestamptz '2026-11-01 00:00Z') * s / 7), s
  FROM generate_series(timestamptz '2026-11-01 00:00Z', '2026-11-09 23:59Z', '30 seconds') t, generate_series(1, 20) s;
INSERT INTO metrics.load1
SELECT t, round((2 + sin(extract(epoch FROM t) / 3000 + s))::numeric, 2), s
  FROM generate_series(timestamptz '2026-11-01 00:00Z', '2026-11-09 23:59Z', '60 seconds') t, generate_series(1, 20) s;

CREATE VIEW metrics.load_now AS
SELECT DISTINCT ON (series_id) series_id, time, value FROM metrics.load1 ORDER BY series_id, time DESC;
CREATE MATERIALIZED VIEW metrics.load_by_day AS
SELECT public.time_bucket('1 day', time) AS day, series_id, avg(value) AS mean, max(value) AS peak
  FROM metrics.load1 GROUP BY 1, 2;
CREATE UNIQUE INDEX ON metrics.load_by_day (day, series_id);
CREATE AGGREGATE metrics.last_value(double precision) (SFUNC = float8larger, STYPE = double precision);
CREATE VIEW metrics.hosts_by_environment AS
SELECT environment, count(*) AS hosts, array_agg(name::text ORDER BY name) AS names FROM inventory.host GROUP BY environment;

GRANT USAGE ON SCHEMA metrics, inventory TO demo_reader, demo_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA metrics, inventory TO demo_reader;
GRANT INSERT ON ALL TABLES IN SCHEMA metrics TO demo_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA metrics GRANT SELECT ON TABLES TO demo_reader;
COMMENT ON TABLE metrics.load1 IS E'one-minute load average\n"as the kernel tells it"';
