-- Bodies and defaults that call each other, as CREATE OR REPLACE makes them.
-- skip 12-13 because functions have no parsed bodies --
-- setup --
CREATE FUNCTION own(i int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE OR REPLACE FUNCTION own(i int) RETURNS int LANGUAGE sql
  BEGIN ATOMIC SELECT CASE WHEN i > 0 THEN own(i - 1) ELSE 0 END; END;
CREATE FUNCTION ping(i int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION pong(i int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT ping(i - 1); END;
CREATE OR REPLACE FUNCTION ping(i int) RETURNS int LANGUAGE sql RETURN CASE WHEN i > 0 THEN pong(i - 1) ELSE 0 END;
COMMENT ON FUNCTION ping IS 'first';
GRANT EXECUTE ON FUNCTION pong TO alice;
CREATE TABLE t (a int);
CREATE FUNCTION reads() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; END;
ALTER TABLE t ALTER a SET DEFAULT reads();
CREATE VIEW v AS SELECT 1::bigint AS a;
CREATE FUNCTION looks() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT a FROM v; END;
CREATE OR REPLACE VIEW v AS SELECT looks() AS a;
