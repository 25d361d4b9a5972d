-- Objects that hang on each other and on rows: what the order of a restore must get right.
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, parent int REFERENCES customer, UNIQUE (name));
CREATE TABLE item (id bigint PRIMARY KEY, price numeric CHECK (price >= 0), note text) WITH (fillfactor = 70);
CREATE TABLE orders (id bigserial, customer int NOT NULL REFERENCES customer ON DELETE CASCADE, item bigint REFERENCES item,
  at timestamptz DEFAULT now(), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY HASH (id);
CREATE TABLE orders_2025_0 PARTITION OF orders_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE orders_2025_1 PARTITION OF orders_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE INDEX orders_item ON orders (item);
INSERT INTO customer (name, parent) SELECT 'customer ' || i, NULLIF(i / 2, 0) FROM generate_series(1, 2000) i;
INSERT INTO item SELECT i, i * 1.01, repeat(md5(i::text), 3) FROM generate_series(1, 20000) i;
INSERT INTO orders (customer, item, at)
  SELECT i % 2000 + 1, i % 20000 + 1, '2023-06-01'::timestamptz + i * interval '1 hour' FROM generate_series(1, 30000) i;
CREATE INDEX item_note ON item (lower(note)) WHERE price > 100;
CREATE INDEX item_price ON item USING brin (price);
CREATE UNIQUE INDEX item_note_id ON item (note, id) INCLUDE (price);
CLUSTER item USING item_pkey;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_pkey;
CREATE STATISTICS item_stats ON price, note FROM item;

CREATE TABLE parent (a int, b text);
CREATE TABLE child (c float8 DEFAULT 'NaN') INHERITS (parent);
INSERT INTO parent VALUES (1, 'p');
INSERT INTO child VALUES (2, 'c'), (3, 'c');

-- Loaded rows must not fire it.
CREATE TABLE audit (what text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO public.audit VALUES (tg_table_name); RETURN NULL; END$$;
CREATE TRIGGER audit AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION audit();
ALTER TABLE customer DISABLE TRIGGER audit;
CREATE RULE no_delete AS ON DELETE TO item DO INSTEAD NOTHING;

CREATE VIEW sums AS SELECT c.name, count(*) AS orders, sum(i.price) AS price
  FROM orders o JOIN customer c ON c.id = o.customer JOIN item i ON i.id = o.item GROUP BY c.id, c.name;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n, sum(price) AS s FROM sums;
CREATE MATERIALIZED VIEW totals_again AS SELECT n + 1 AS n FROM totals;
CREATE MATERIALIZED VIEW empty AS SELECT 1 AS a WITH NO DATA;
CREATE UNIQUE INDEX totals_n ON totals (n);

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON audit USING (what = current_user);
GRANT SELECT ON sums TO PUBLIC;
GRANT SELECT (a) ON parent TO PUBLIC;
REVOKE ALL ON FUNCTION audit() FROM PUBLIC;
COMMENT ON TABLE item IS 'it''s an item';
COMMENT ON COLUMN item.price IS 'in euro';
CREATE SEQUENCE counter INCREMENT -5 MAXVALUE 100 START 50;
SELECT nextval('counter'), nextval('counter');
CREATE SEQUENCE untouched;
DO $$BEGIN
  EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database());
  EXECUTE format('ALTER DATABASE %I SET search_path = "$user", public, odd', current_database());
END$$;
