-- Temporal keys.
-- setup --
CREATE TABLE room (id int4range, valid_at daterange, PRIMARY KEY (id, valid_at WITHOUT OVERLAPS));
CREATE TABLE lent (id int4range, room int4range, valid_at daterange,
  UNIQUE (id, valid_at WITHOUT OVERLAPS) WITH (fillfactor = 70),
  FOREIGN KEY (room, PERIOD valid_at) REFERENCES room (id, PERIOD valid_at));
-- skip 12-17 because there are none --
