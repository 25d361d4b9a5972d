-- 20 million samples in one table.
CREATE PROCEDURE bench_build(scale float8) LANGUAGE plpgsql AS $$
DECLARE
  steps integer := GREATEST(2, (20000000 * scale / 500)::integer);
BEGIN
  PERFORM setseed(0.5);
  CREATE TABLE samples ("time" timestamptz NOT NULL, value float8 NOT NULL, series_id bigint NOT NULL);
  INSERT INTO samples SELECT '2026-01-01Z'::timestamptz + i * interval '15 seconds' + (s % 50) * interval '7 milliseconds',
         CASE s % 4 WHEN 0 THEN i * 15 + s WHEN 1 THEN round((50 + 20 * sin(i / 40.0) + random())::numeric, 2)
           WHEN 2 THEN random() ELSE s END, s
    FROM generate_series(1, 500) s, generate_series(0, steps - 1) i;
  CREATE UNIQUE INDEX samples_series_id_time ON samples (series_id, "time") INCLUDE (value);
END $$;
