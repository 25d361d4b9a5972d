-- Parameters of operator classes.
-- skip 12 because there are none --
-- setup --
CREATE TABLE i (a integer, t tsvector);
CREATE INDEX signed ON i USING gist (t tsvector_ops (siglen = 200));
