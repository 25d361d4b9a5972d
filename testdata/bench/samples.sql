-- 20 million samples of ten metrics and 500 series, in 30 tables shaped like chunks of TimescaleDB: children of a root,
-- with a range of time each, sorted by series and time. Values are constants, counters, gauges and random ones.
CREATE PROCEDURE bench_build(scale float8) LANGUAGE plpgsql AS $$
DECLARE
  steps integer := GREATEST(2, (20000000 * scale / 30 / 500)::integer);
  from_time timestamptz;
  to_time timestamptz;
  chunk text;
  root text;
BEGIN
  PERFORM setseed(0.5);
  EXECUTE 'CREATE SCHEMA prom_data';
  EXECUTE 'CREATE SCHEMA _chunks';
  FOR metric IN 1..10 LOOP
    root := format('prom_data.metric_%s', metric);
    EXECUTE format('CREATE TABLE %s ("time" timestamptz NOT NULL, value float8 NOT NULL, series_id bigint NOT NULL)', root);
    EXECUTE format('CREATE UNIQUE INDEX data_series_id_time_%s ON %s (series_id, "time") INCLUDE (value)', metric, root);
    FOR part IN 1..3 LOOP
      chunk := format('_chunks._hyper_%s_%s_chunk', metric, part);
      from_time := '2026-01-01Z'::timestamptz + (part - 1) * steps * interval '15 seconds';
      to_time := from_time + steps * interval '15 seconds';
      EXECUTE format('CREATE TABLE %s (CHECK ("time" >= %L AND "time" < %L)) INHERITS (%s)', chunk, from_time, to_time, root);
      EXECUTE format($f$
        INSERT INTO %1$s SELECT %2$L::timestamptz + i * interval '15 seconds' + (s %% 50) * interval '7 milliseconds',
          CASE %3$s %% 5 WHEN 0 THEN s WHEN 1 THEN i * 15 + s WHEN 2 THEN round((50 + 20 * sin(i / 40.0) + random())::numeric, 2)
            WHEN 3 THEN random() ELSE i * 100 + floor(random() * 100) END, (%3$s - 1) * 500 + s
          FROM generate_series(1, 500) s, generate_series(0, %4$s - 1) i$f$, chunk, from_time, metric, steps);
      EXECUTE format('CREATE UNIQUE INDEX _hyper_%1$s_%2$s_series_id_time ON %3$s (series_id, "time") INCLUDE (value)', metric, part, chunk);
      COMMIT;
    END LOOP;
  END LOOP;
END $$;
