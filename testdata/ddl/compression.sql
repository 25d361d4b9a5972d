-- Compression of single columns.
-- skip 12-13 because columns have no compression method --
-- setup --
CREATE TABLE z (a text COMPRESSION pglz, b text);
