-- Queries, rules, triggers and policies that hang together: what the cases
-- in testdata/ddl show one by one, on top of one another. A line "-- since N --"
-- begins a part for servers from that major version on.

CREATE SCHEMA views;
CREATE SCHEMA "views ""2""";

CREATE TABLE views.customer (
    id bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    note varchar(20),
    parent bigint REFERENCES views.customer
);
CREATE TABLE views.orders (
    customer bigint NOT NULL REFERENCES views.customer,
    placed timestamptz NOT NULL DEFAULT now(),
    amount numeric(10, 2)
) PARTITION BY RANGE (placed);
CREATE TABLE views.orders_old PARTITION OF views.orders FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE "views ""2"""."Orders, new" PARTITION OF views.orders FOR VALUES FROM ('2024-01-01') TO (MAXVALUE)
    PARTITION BY LIST (amount);
CREATE TABLE "views ""2""".orders_zero PARTITION OF "views ""2"""."Orders, new" FOR VALUES IN (0);
CREATE TABLE "views ""2""".orders_rest PARTITION OF "views ""2"""."Orders, new" DEFAULT;
INSERT INTO views.customer SELECT i, 'customer ' || i FROM generate_series(1, 10) i;
INSERT INTO views.orders SELECT i, '2023-06-01'::timestamptz + i * interval '2 months', i % 3 FROM generate_series(1, 10) i;

-- views on views, one of which waits for a primary key
CREATE VIEW views.totals AS
    SELECT c.id, c.name, sum(o.amount) AS total FROM views.customer c LEFT JOIN views.orders o ON o.customer = c.id GROUP BY c.id;
CREATE VIEW "views ""2"""."Top" WITH (security_barrier) AS
    SELECT * FROM views.totals WHERE total > 0 ORDER BY total DESC LIMIT 3;
CREATE FUNCTION views.top_of(views.totals) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.name';
CREATE VIEW views.names AS SELECT views.top_of(t.*) AS top FROM views.totals t;
CREATE VIEW views.editable AS SELECT id, name FROM views.customer WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW views.editable_2 AS SELECT * FROM views.editable WHERE id < 100 WITH LOCAL CHECK OPTION;
ALTER VIEW views.editable ALTER COLUMN name SET DEFAULT 'nobody';

-- materialized views, in an order that is not the order of their names
CREATE MATERIALIZED VIEW views.z_base AS SELECT * FROM views.totals;
CREATE MATERIALIZED VIEW views.a_above AS SELECT count(*) AS n FROM views.z_base;
CREATE VIEW views.between AS SELECT n FROM views.a_above;
CREATE MATERIALIZED VIEW "views ""2""".m_top AS SELECT n FROM views.between UNION ALL SELECT id FROM views.z_base;
CREATE UNIQUE INDEX ON views.z_base (id);
CREATE INDEX ON views.z_base (name text_pattern_ops) WHERE total > 0;
CREATE MATERIALIZED VIEW views.never AS SELECT 1 AS one WITH NO DATA;
CREATE MATERIALIZED VIEW views.of_key AS SELECT id, name, count(*) AS n FROM views.customer GROUP BY id;
CREATE MATERIALIZED VIEW views.of_of_key AS SELECT n FROM views.of_key;

-- rules
CREATE TABLE views.log (at timestamptz DEFAULT now(), what text);
CREATE RULE logged AS ON INSERT TO views.totals DO INSTEAD
    (INSERT INTO views.customer (id, name) VALUES (NEW.id, NEW.name); INSERT INTO views.log (what) VALUES ('new ' || NEW.name));
CREATE RULE "no ""delete""" AS ON DELETE TO views.log DO INSTEAD NOTHING;
ALTER TABLE views.log DISABLE RULE "no ""delete""";

-- triggers
CREATE FUNCTION views.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER a_touch BEFORE INSERT OR UPDATE OF note ON views.customer FOR EACH ROW
    WHEN (NEW.note IS NOT NULL AND (NEW.id > 5 OR NEW.name = 'x')) EXECUTE FUNCTION views.touch('a', 'b''c');
CREATE TRIGGER instead INSTEAD OF UPDATE ON views.totals FOR EACH ROW EXECUTE FUNCTION views.touch();
CREATE TRIGGER each_order AFTER INSERT ON views.orders FOR EACH ROW EXECUTE FUNCTION views.touch();
ALTER TABLE views.orders_old DISABLE TRIGGER each_order;
ALTER TABLE "views ""2""".orders_rest ENABLE ALWAYS TRIGGER each_order;
CREATE CONSTRAINT TRIGGER later AFTER UPDATE ON views.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION views.touch();
ALTER TABLE ONLY views.orders DISABLE TRIGGER later;
CREATE TRIGGER with_rows AFTER DELETE ON views.log REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION views.touch();
ALTER TABLE views.log ENABLE REPLICA TRIGGER with_rows;

-- row security
ALTER TABLE views.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE views.log FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON views.customer USING (name = CURRENT_USER);
CREATE POLICY few ON views.customer AS RESTRICTIVE FOR SELECT TO pg_monitor, pg_signal_backend
    USING (id IN (SELECT o.customer FROM views.orders o WHERE o.amount > 0));
CREATE POLICY add_only ON views.log FOR INSERT WITH CHECK (what <> '' AND EXISTS (SELECT FROM views.customer));

-- event triggers
CREATE FUNCTION views.note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER "views start" ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'DROP VIEW') EXECUTE FUNCTION views.note_ddl();
CREATE EVENT TRIGGER views_drop ON sql_drop EXECUTE FUNCTION views.note_ddl();
ALTER EVENT TRIGGER views_drop DISABLE;

COMMENT ON VIEW views.totals IS E'waits for\nits key';
COMMENT ON COLUMN views.totals.total IS 'of a view';
COMMENT ON MATERIALIZED VIEW views.z_base IS 'it''s materialized';
COMMENT ON RULE logged ON views.totals IS 'rule';
COMMENT ON TRIGGER a_touch ON views.customer IS 'trigger';
COMMENT ON POLICY own ON views.customer IS 'policy';
COMMENT ON EVENT TRIGGER views_drop IS 'event trigger';
GRANT SELECT ON views.totals, views.z_base TO pg_monitor;
GRANT SELECT (id), UPDATE (name) ON views.editable TO PUBLIC;
REVOKE DELETE ON views.editable_2 FROM CURRENT_USER;

-- since 14 --
CREATE FUNCTION views.by_id() RETURNS SETOF views.totals STABLE
    BEGIN ATOMIC SELECT c.id, c.name, count(*)::numeric FROM views.customer c GROUP BY c.id; END;
CREATE VIEW views.over_function AS SELECT id FROM views.by_id();
CREATE MATERIALIZED VIEW views.over_over AS SELECT * FROM views.over_function;

-- since 15 --
CREATE VIEW views.invoker WITH (security_invoker = true, security_barrier = false) AS SELECT id FROM views.customer;

-- since 17 --
CREATE EVENT TRIGGER views_login ON login EXECUTE FUNCTION views.note_ddl();
ALTER EVENT TRIGGER views_login DISABLE;
