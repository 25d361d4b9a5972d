-- #59
-- setup --
CREATE PUBLICATION root WITH (publish_via_partition_root = true);
CREATE PUBLICATION none FOR ALL TABLES WITH (publish = '', publish_via_partition_root = true);
CREATE PUBLICATION not_root WITH (publish_via_partition_root = false);
-- skip 12 because publish_via_partition_root came with 13 --
-- want --
CREATE PUBLICATION "none" FOR ALL TABLES WITH (publish = '', publish_via_partition_root = true);
CREATE PUBLICATION "not_root" WITH (publish = 'insert, update, delete, truncate');
CREATE PUBLICATION "root" WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);
