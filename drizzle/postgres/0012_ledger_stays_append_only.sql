-- A repeat of a request from before the upgrade gets its first answer, which now names the payee.
UPDATE "royalty_keys" SET "outcome" = "outcome" || jsonb_build_object('payeeId', "outcome" -> 'artistId')
WHERE "outcome" -> 'artistId' IS NOT NULL;
--> statement-breakpoint
-- The first percentage of a contract holds from ever, a changed one from the day of the change.
UPDATE "contract_shares" SET "from_day" = to_char(to_timestamp("changed_at" / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')
WHERE "number" > 1;
--> statement-breakpoint
-- When a termination was confirmed was not written down.
UPDATE "contracts" SET "terminated_at" = (
	SELECT a."created_at" FROM "appendices" a WHERE a."contract_id" = "contracts"."id" AND a."type" = 'termination')
WHERE "status" = 'terminated';
