-- #26
-- Partitioned tables: range, list, hash, default, several levels,
-- expressions, operator classes and collations in the key, other column order.
-- upgrade 12-17 to 18 because NOT NULL constraints had no names of their own --
-- setup --
CREATE TABLE r (a integer NOT NULL, b text DEFAULT 'r', c date, CONSTRAINT r_check CHECK (a > -100)) PARTITION BY RANGE (a, c);
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (MINVALUE, MINVALUE) TO (1, '2020-01-01');
CREATE TABLE r2 (c date, gone text, b text, a integer NOT NULL, CONSTRAINT r_check CHECK (a > -100));
ALTER TABLE r2 DROP gone;
ALTER TABLE r ATTACH PARTITION r2 FOR VALUES FROM (1, '2020-01-01') TO (10, MAXVALUE);
CREATE TABLE r_rest PARTITION OF r DEFAULT;
CREATE TABLE l (a text COLLATE "C", b integer) PARTITION BY LIST (lower(a) COLLATE "POSIX");
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'it''s', NULL) PARTITION BY HASH (b);
CREATE TABLE l1h0 PARTITION OF l1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE l1h1 PARTITION OF l1 (CONSTRAINT own CHECK (b <> 3)) FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE ops (a text, b integer) PARTITION BY RANGE (a text_pattern_ops, (b + 1));
CREATE UNLOGGED TABLE ops1 PARTITION OF ops (b DEFAULT 5) FOR VALUES FROM ('a', 1) TO ('b', 1) WITH (fillfactor = 50);
CREATE SCHEMA other;
CREATE TABLE other.ops2 PARTITION OF ops FOR VALUES FROM ('b', 1) TO ('c', 1);
-- want 12-17 --
CREATE SCHEMA "other";
CREATE TABLE "public"."l" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
)
PARTITION BY LIST ("lower"("a") COLLATE "POSIX");
CREATE TABLE "public"."l1" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
)
PARTITION BY HASH ("b");
CREATE TABLE "public"."l1h0" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
);
CREATE TABLE "public"."l1h1" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer,
    CONSTRAINT "own" CHECK (("b" <> 3))
);
CREATE TABLE "public"."ops" (
    "a" "text",
    "b" integer
)
PARTITION BY RANGE ("a" "text_pattern_ops", (("b" + 1)));
CREATE TABLE "other"."ops2" (
    "a" "text",
    "b" integer
);
CREATE UNLOGGED TABLE "public"."ops1" (
    "a" "text",
    "b" integer DEFAULT 5
)
WITH ("fillfactor"='50');
CREATE TABLE "public"."r" (
    "a" integer NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
)
PARTITION BY RANGE ("a", "c");
CREATE TABLE "public"."r1" (
    "a" integer NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
CREATE TABLE "public"."r2" (
    "c" "date",
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
CREATE TABLE "public"."r_rest" (
    "a" integer NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
ALTER TABLE ONLY "public"."ops" ATTACH PARTITION "other"."ops2" FOR VALUES FROM ('b', 1) TO ('c', 1);
ALTER TABLE ONLY "public"."l" ATTACH PARTITION "public"."l1" FOR VALUES IN ('a', 'it''s', NULL);
ALTER TABLE ONLY "public"."l1" ATTACH PARTITION "public"."l1h0" FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE ONLY "public"."l1" ATTACH PARTITION "public"."l1h1" FOR VALUES WITH (modulus 2, remainder 1);
ALTER TABLE ONLY "public"."ops" ATTACH PARTITION "public"."ops1" FOR VALUES FROM ('a', 1) TO ('b', 1);
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r1" FOR VALUES FROM (MINVALUE, MINVALUE) TO (1, '2020-01-01');
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r2" FOR VALUES FROM (1, '2020-01-01') TO (10, MAXVALUE);
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r_rest" DEFAULT;
-- want 18 --
CREATE SCHEMA "other";
CREATE TABLE "public"."l" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
)
PARTITION BY LIST ("lower"("a") COLLATE "POSIX");
CREATE TABLE "public"."l1" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
)
PARTITION BY HASH ("b");
CREATE TABLE "public"."l1h0" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer
);
CREATE TABLE "public"."l1h1" (
    "a" "text" COLLATE "pg_catalog"."C",
    "b" integer,
    CONSTRAINT "own" CHECK (("b" <> 3))
);
CREATE TABLE "public"."ops" (
    "a" "text",
    "b" integer
)
PARTITION BY RANGE ("a" "text_pattern_ops", (("b" + 1)));
CREATE TABLE "other"."ops2" (
    "a" "text",
    "b" integer
);
CREATE UNLOGGED TABLE "public"."ops1" (
    "a" "text",
    "b" integer DEFAULT 5
)
WITH ("fillfactor"='50');
CREATE TABLE "public"."r" (
    "a" integer CONSTRAINT "r_a_not_null" NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
)
PARTITION BY RANGE ("a", "c");
CREATE TABLE "public"."r1" (
    "a" integer CONSTRAINT "r_a_not_null" NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
CREATE TABLE "public"."r2" (
    "c" "date",
    "b" "text",
    "a" integer NOT NULL,
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
CREATE TABLE "public"."r_rest" (
    "a" integer CONSTRAINT "r_a_not_null" NOT NULL,
    "b" "text" DEFAULT 'r'::"text",
    "c" "date",
    CONSTRAINT "r_check" CHECK (("a" > '-100'::integer))
);
ALTER TABLE ONLY "public"."ops" ATTACH PARTITION "other"."ops2" FOR VALUES FROM ('b', 1) TO ('c', 1);
ALTER TABLE ONLY "public"."l" ATTACH PARTITION "public"."l1" FOR VALUES IN ('a', 'it''s', NULL);
ALTER TABLE ONLY "public"."l1" ATTACH PARTITION "public"."l1h0" FOR VALUES WITH (modulus 2, remainder 0);
ALTER TABLE ONLY "public"."l1" ATTACH PARTITION "public"."l1h1" FOR VALUES WITH (modulus 2, remainder 1);
ALTER TABLE ONLY "public"."ops" ATTACH PARTITION "public"."ops1" FOR VALUES FROM ('a', 1) TO ('b', 1);
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r1" FOR VALUES FROM (MINVALUE, MINVALUE) TO (1, '2020-01-01');
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r2" FOR VALUES FROM (1, '2020-01-01') TO (10, MAXVALUE);
ALTER TABLE ONLY "public"."r" ATTACH PARTITION "public"."r_rest" DEFAULT;
