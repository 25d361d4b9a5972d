-- What servers from 15 on have besides.
SET search_path = core, public;
CREATE TABLE nulls (a integer, b integer, UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT nn UNIQUE NULLS NOT DISTINCT (a, b));
CREATE UNIQUE INDEX nulls_b ON nulls (b) NULLS NOT DISTINCT;
CREATE VIEW invoker WITH (security_invoker = true, security_barrier = false) AS SELECT a FROM nulls;
CREATE UNLOGGED SEQUENCE quick_seq;
CREATE TABLE set_some (a integer, b integer, c integer, FOREIGN KEY (a, b) REFERENCES parted_pk ON DELETE SET NULL (b));
