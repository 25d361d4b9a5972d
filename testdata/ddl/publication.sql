-- #59
-- Publications (number 59).
-- setup --
CREATE PUBLICATION usual;
CREATE PUBLICATION "No 'ops'" WITH (publish = '');
CREATE PUBLICATION "some" WITH (publish = 'insert, truncate');
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'update, delete');
COMMENT ON PUBLICATION everything IS 'it''s all';
ALTER PUBLICATION "some" OWNER TO alice;
-- want --
CREATE PUBLICATION "No 'ops'" WITH (publish = '');
CREATE PUBLICATION "everything" FOR ALL TABLES WITH (publish = 'update, delete');
COMMENT ON PUBLICATION "everything" IS 'it''s all';
CREATE PUBLICATION "some" WITH (publish = 'insert, truncate');
ALTER PUBLICATION "some" OWNER TO "alice";
CREATE PUBLICATION "usual" WITH (publish = 'insert, update, delete, truncate');
