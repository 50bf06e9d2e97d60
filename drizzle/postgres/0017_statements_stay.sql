-- A statement and a closed period, once written, stay as they are; so do the tables of a statement. What an unfinished close
-- has prepared may be deleted.
CREATE FUNCTION "refuse_to_change_statements"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'statements never change' USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "statements_never_change" BEFORE UPDATE OR DELETE ON "statements"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_statements"();
--> statement-breakpoint
CREATE TRIGGER "statements_never_go" BEFORE TRUNCATE ON "statements"
FOR EACH STATEMENT EXECUTE FUNCTION "refuse_to_change_statements"();
--> statement-breakpoint
CREATE TRIGGER "period_closes_never_change" BEFORE UPDATE OR DELETE ON "period_closes"
FOR EACH ROW WHEN (OLD."closed_at" IS NOT NULL) EXECUTE FUNCTION "refuse_to_change_statements"();
--> statement-breakpoint
CREATE FUNCTION "refuse_to_change_sections"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND (SELECT "closed_at" FROM "period_closes" WHERE "id" = OLD."close_id") IS NULL THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'statements never change' USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "statement_sections_never_change" BEFORE UPDATE OR DELETE ON "statement_sections"
FOR EACH ROW EXECUTE FUNCTION "refuse_to_change_sections"();
