-- Other data than samples: log lines, traces in jsonb, a wide table, random and repetitive bytea, columns that are mostly NULL, long
-- texts, arrays.
CREATE PROCEDURE bench_build(scale float8) LANGUAGE plpgsql AS $$
DECLARE
  rows integer := GREATEST(10, (1000000 * scale)::integer);
  columns text;
  expressions text;
BEGIN
  PERFORM setseed(0.5);
  CREATE TABLE logs (id bigint PRIMARY KEY, at timestamptz NOT NULL, level text NOT NULL, host text NOT NULL, message text NOT NULL);
  INSERT INTO logs SELECT i, '2026-01-01Z'::timestamptz + i * interval '23 milliseconds', (ARRAY['debug', 'info', 'info', 'warning', 'error'])[1 + i % 5],
         'web-' || i % 40, format('request %s %s took %s ms, user %s, status %s', md5(i::text), (ARRAY['/api/v1/write', '/api/v1/query', '/login'])[1 + i % 3],
           floor(random() * 1000), floor(random() * 100000), (ARRAY[200, 200, 200, 404, 500])[1 + i % 5])
    FROM generate_series(1, 2 * rows) i;
  COMMIT;
  CREATE TABLE traces (trace_id uuid NOT NULL, span_id bigint NOT NULL, start_time timestamptz NOT NULL, tags jsonb NOT NULL);
  INSERT INTO traces SELECT md5((i / 8)::text)::uuid, i, '2026-01-01Z'::timestamptz + i * interval '3 milliseconds',
         jsonb_build_object('service.name', 'shop-' || i % 12, 'http.method', (ARRAY['GET', 'POST'])[1 + i % 2], 'http.status_code', 200,
           'peer', jsonb_build_object('ip', format('10.0.%s.%s', i % 7, i % 251), 'port', 8000 + i % 9), 'duration', random())
    FROM generate_series(1, rows) i;
  CREATE INDEX ON traces USING gin (tags jsonb_path_ops);
  COMMIT;
  SELECT string_agg(format('c%s %s', n, (ARRAY['bigint', 'float8', 'text', 'numeric', 'timestamptz', 'boolean'])[1 + n % 6]), ', ' ORDER BY n),
         string_agg((ARRAY['i * %s', 'random() * %s', '''value '' || i %% %s', '(i %% %s) / 100.0', '''2026-01-01Z''::timestamptz + i * interval ''%s seconds''',
           '(i + %s) %% 3 = 0'])[1 + n % 6], ', ' ORDER BY n) INTO columns, expressions FROM generate_series(1, 60) n;
  EXECUTE format('CREATE TABLE wide (%s)', columns);
  EXECUTE format('INSERT INTO wide SELECT %s FROM generate_series(1, %s) i', replace(replace(expressions, '%s', '7'), '%%', '%'), rows / 10);
  COMMIT;
  CREATE TABLE bytes (id integer PRIMARY KEY, random bytea NOT NULL, repeated bytea NOT NULL);
  INSERT INTO bytes SELECT i, (SELECT string_agg(sha256((i * 100 + k)::text::bytea), '') FROM generate_series(1, 60) k), repeat('0123456789', 50)::bytea
    FROM generate_series(1, rows / 50) i;
  COMMIT;
  CREATE TABLE sparse (id bigint PRIMARY KEY, a integer, b text, c float8, d timestamptz, e numeric, f uuid, g jsonb);
  INSERT INTO sparse SELECT i, CASE WHEN i % 50 = 0 THEN i END, CASE WHEN i % 70 = 0 THEN 'text ' || i END, CASE WHEN i % 90 = 0 THEN i / 3.0 END,
         CASE WHEN i % 110 = 0 THEN '2026-01-01Z'::timestamptz + i * interval '1 second' END, NULL, NULL, CASE WHEN i % 1000 = 0 THEN '{"a": 1}'::jsonb END
    FROM generate_series(1, 2 * rows) i;
  COMMIT;
  CREATE TABLE documents (id integer PRIMARY KEY, body text NOT NULL);
  INSERT INTO documents SELECT i, (SELECT string_agg((ARRAY['the', 'request', 'to', 'shard', 'failed', 'with', 'status', 'after', 'retry', 'timeout',
           'connection', 'reset', 'by', 'peer', 'session', 'opened'])[1 + floor(random() * 16)] || CASE WHEN random() < 0.1 THEN ' ' || floor(random() * 10000)
           ELSE '' END, ' ') FROM generate_series(1, 3000) WHERE i > 0)
    FROM generate_series(1, rows / 500) i;
  COMMIT;
  CREATE TABLE arrays (id bigint PRIMARY KEY, labels integer[] NOT NULL, buckets float8[] NOT NULL);
  INSERT INTO arrays SELECT i, ARRAY[17, 200 + i / 500, 3000 + i % 500, floor(random() * 5)::integer],
         (SELECT array_agg(floor(random() * 1000)::float8) FROM generate_series(1, 1 + i % 9))
    FROM generate_series(1, rows / 2) i;
END $$;
