-- Virtual generated columns.
-- skip 12-17 because there are none --
-- setup --
CREATE TABLE g (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE g_same () INHERITS (g);
CREATE TABLE g_other (b integer GENERATED ALWAYS AS (a * 4)) INHERITS (g);
