-- #39, #59
-- Subscriptions, with every option that all servers have (number 59).
-- setup --
CREATE SUBSCRIPTION plain CONNECTION 'host=127.0.0.1 dbname=x' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION "Sub 'one'" CONNECTION 'dbname=''it\''s'' password=secret' PUBLICATION "P 2", "p", "Q""q"
    WITH (connect = false, slot_name = 'other_slot', synchronous_commit = local);
CREATE SUBSCRIPTION slotless CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION slotless IS 'a subscription''s comment';
-- upgrade 12-15 to 16-18 because the copy does what the source did: it says run_as_owner and streaming --
-- upgrade 16-17 to 18 because the copy does what the source did: it says streaming --
-- want 12-13 --
CREATE SUBSCRIPTION "Sub 'one'" CONNECTION 'dbname=''it\''s'' password=secret'
    PUBLICATION "P 2", "p", "Q""q"
    WITH (connect = false, slot_name = 'other_slot', synchronous_commit = 'local');
CREATE SUBSCRIPTION "plain" CONNECTION 'host=127.0.0.1 dbname=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'plain');
CREATE SUBSCRIPTION "slotless" CONNECTION ''
    PUBLICATION "p"
    WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION "slotless" IS 'a subscription''s comment';
-- want 14-17 --
CREATE SUBSCRIPTION "Sub 'one'" CONNECTION 'dbname=''it\''s'' password=secret'
    PUBLICATION "P 2", "p", "Q""q"
    WITH (connect = false, slot_name = 'other_slot', streaming = off, synchronous_commit = 'local');
CREATE SUBSCRIPTION "plain" CONNECTION 'host=127.0.0.1 dbname=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'plain', streaming = off);
CREATE SUBSCRIPTION "slotless" CONNECTION ''
    PUBLICATION "p"
    WITH (connect = false, slot_name = NONE, streaming = off);
COMMENT ON SUBSCRIPTION "slotless" IS 'a subscription''s comment';
-- want 18 --
CREATE SUBSCRIPTION "Sub 'one'" CONNECTION 'dbname=''it\''s'' password=secret'
    PUBLICATION "P 2", "p", "Q""q"
    WITH (connect = false, slot_name = 'other_slot', streaming = parallel, synchronous_commit = 'local');
CREATE SUBSCRIPTION "plain" CONNECTION 'host=127.0.0.1 dbname=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'plain', streaming = parallel);
CREATE SUBSCRIPTION "slotless" CONNECTION ''
    PUBLICATION "p"
    WITH (connect = false, slot_name = NONE, streaming = parallel);
COMMENT ON SUBSCRIPTION "slotless" IS 'a subscription''s comment';
