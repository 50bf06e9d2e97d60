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

--> statement-breakpoint
-- A status that a release had, once written down, stays as it is. Only a draft, whose status is 0, goes with its history.
CREATE FUNCTION "refuse_to_change_release_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND (SELECT "status" FROM "releases" WHERE "id" = OLD."release_id") = 0 THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'release_history is append-only' USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "release_history_never_changes" BEFORE UPDATE OR DELETE ON "release_history"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_release_history"();
--> statement-breakpoint
CREATE TRIGGER "release_history_never_goes" BEFORE TRUNCATE ON "release_history"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_change_release_history"();
