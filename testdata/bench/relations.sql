-- 100,000 tables with an index each, as chunks of 100 hypertables, with a row in every tenth.
CREATE PROCEDURE bench_build(scale float8) LANGUAGE plpgsql AS $$
DECLARE
  chunks integer := GREATEST(1, (1000 * scale)::integer);
  chunk text;
BEGIN
  CREATE SCHEMA _chunks;
  FOR h IN 1..100 LOOP
    EXECUTE format('CREATE TABLE hypertable_%1$s ("time" timestamptz NOT NULL, value float8, series_id bigint);
      CREATE INDEX ON hypertable_%1$s ("time" DESC)', h);
    FOR c IN 1..chunks LOOP
      chunk := format('_chunks._hyper_%s_%s_chunk', h, c);
      EXECUTE format('CREATE TABLE %1$s (CONSTRAINT constraint_%2$s CHECK ("time" >= %3$L AND "time" < %4$L)) INHERITS (hypertable_%5$s);
        CREATE INDEX ON %1$s ("time" DESC)', chunk, c, '2026-01-01Z'::timestamptz + c * interval '1 hour',
        '2026-01-01Z'::timestamptz + (c + 1) * interval '1 hour', h);
      IF c % 10 = 0 THEN
        EXECUTE format('INSERT INTO %s VALUES (%L, 1.5, 1)', chunk, '2026-01-01Z'::timestamptz + c * interval '1 hour');
      END IF;
      IF c % 100 = 0 THEN COMMIT; END IF;
    END LOOP;
    COMMIT;
  END LOOP;
END $$;
