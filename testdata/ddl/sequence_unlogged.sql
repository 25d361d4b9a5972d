-- Unlogged sequences, and identities that are logged otherwise than their table.
-- skip 12-14 because sequences are always logged --
-- setup --
CREATE UNLOGGED SEQUENCE quick;
CREATE UNLOGGED TABLE u (a integer GENERATED ALWAYS AS IDENTITY, b serial);
CREATE TABLE l (a integer GENERATED ALWAYS AS IDENTITY);
