-- #19
-- Temporal keys.
-- setup --
CREATE TABLE room (id int4range, valid_at daterange, PRIMARY KEY (id, valid_at WITHOUT OVERLAPS));
CREATE TABLE lent (id int4range, room int4range, valid_at daterange,
  UNIQUE (id, valid_at WITHOUT OVERLAPS) WITH (fillfactor = 70),
  FOREIGN KEY (room, PERIOD valid_at) REFERENCES room (id, PERIOD valid_at));
-- skip 12-17 because there are none --
-- want --
CREATE TABLE "public"."lent" (
    "id" "int4range",
    "room" "int4range",
    "valid_at" "daterange"
);
CREATE TABLE "public"."room" (
    "id" "int4range" NOT NULL,
    "valid_at" "daterange" NOT NULL
);
ALTER TABLE ONLY "public"."lent" ADD CONSTRAINT "lent_id_valid_at_key" UNIQUE ("id", "valid_at" WITHOUT OVERLAPS) WITH ("fillfactor"='70');
ALTER TABLE ONLY "public"."room" ADD CONSTRAINT "room_pkey" PRIMARY KEY ("id", "valid_at" WITHOUT OVERLAPS);
ALTER TABLE ONLY "public"."lent" ADD CONSTRAINT "lent_room_valid_at_fkey" FOREIGN KEY ("room", PERIOD "valid_at") REFERENCES "public"."room"("id", PERIOD "valid_at");
