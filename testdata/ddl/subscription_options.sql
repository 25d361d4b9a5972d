-- #59
-- Options of subscriptions that came later (number 59).
-- setup 14 --
CREATE SUBSCRIPTION a CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false, binary = true, streaming = true);
-- setup 15 --
CREATE SUBSCRIPTION a CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false, binary = true, streaming = true,
    two_phase = true, disable_on_error = true);
-- setup 16 --
CREATE SUBSCRIPTION a CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false, binary = true, streaming = parallel,
    two_phase = true, disable_on_error = true, origin = none, password_required = false, run_as_owner = true);
CREATE SUBSCRIPTION b CONNECTION 'host=127.0.0.1 password=x' PUBLICATION p WITH (connect = false, streaming = on);
-- setup 17-18 --
CREATE SUBSCRIPTION a CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false, binary = true, streaming = parallel,
    two_phase = true, disable_on_error = true, origin = none, password_required = false, run_as_owner = true, failover = true);
CREATE SUBSCRIPTION b CONNECTION 'host=127.0.0.1 password=x' PUBLICATION p WITH (connect = false, streaming = on);
CREATE SUBSCRIPTION c CONNECTION 'host=127.0.0.1 password=x' PUBLICATION p WITH (connect = false, streaming = off);
-- skip 12-13 because the first of these options came with 14 --
-- want 14 --
CREATE SUBSCRIPTION "a" CONNECTION 'host=127.0.0.1'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'a', streaming = on, binary = true);
-- want 15 --
CREATE SUBSCRIPTION "a" CONNECTION 'host=127.0.0.1'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'a', streaming = on, binary = true, two_phase = true, disable_on_error = true);
-- want 16 --
CREATE SUBSCRIPTION "a" CONNECTION 'host=127.0.0.1'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'a', streaming = parallel, binary = true, two_phase = true, disable_on_error = true, password_required = false, run_as_owner = true, origin = 'none');
CREATE SUBSCRIPTION "b" CONNECTION 'host=127.0.0.1 password=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'b', streaming = on);
-- want 17-18 --
CREATE SUBSCRIPTION "a" CONNECTION 'host=127.0.0.1'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'a', streaming = parallel, binary = true, two_phase = true, disable_on_error = true, password_required = false, run_as_owner = true, failover = true, origin = 'none');
CREATE SUBSCRIPTION "b" CONNECTION 'host=127.0.0.1 password=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'b', streaming = on);
CREATE SUBSCRIPTION "c" CONNECTION 'host=127.0.0.1 password=x'
    PUBLICATION "p"
    WITH (connect = false, slot_name = 'c', streaming = off);
