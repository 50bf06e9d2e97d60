-- An entry of the ledger, once written, stays as it is.
CREATE FUNCTION "refuse_to_change_royalty_entries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'royalty_entries is append-only' USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "royalty_entries_never_change" BEFORE UPDATE OR DELETE ON "royalty_entries"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_royalty_entries"();
--> statement-breakpoint
CREATE TRIGGER "royalty_entries_never_go" BEFORE TRUNCATE ON "royalty_entries"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_change_royalty_entries"();
