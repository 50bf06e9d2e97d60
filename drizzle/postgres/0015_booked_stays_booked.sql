-- What a report was booked as, once written, stays as it is: a reversal adds the opposite.
CREATE FUNCTION "refuse_to_change_bookings"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "bookings_never_change" BEFORE UPDATE OR DELETE ON "bookings"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_bookings"();
--> statement-breakpoint
CREATE TRIGGER "bookings_never_go" BEFORE TRUNCATE ON "bookings"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_change_bookings"();
--> statement-breakpoint
CREATE TRIGGER "booking_entries_never_change" BEFORE UPDATE OR DELETE ON "booking_entries"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_bookings"();
--> statement-breakpoint
CREATE TRIGGER "booking_entries_never_go" BEFORE TRUNCATE ON "booking_entries"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_change_bookings"();
