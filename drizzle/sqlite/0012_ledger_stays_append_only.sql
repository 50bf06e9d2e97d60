-- The table was made again, and its triggers with it: an entry of the ledger, once written, stays as it is.
CREATE TRIGGER `royalty_entries_never_change` BEFORE UPDATE ON `royalty_entries`
BEGIN
	SELECT RAISE(ABORT, 'royalty_entries is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `royalty_entries_never_go` BEFORE DELETE ON `royalty_entries`
BEGIN
	SELECT RAISE(ABORT, 'royalty_entries is append-only');
END;
--> statement-breakpoint
-- INSERT OR REPLACE deletes the old row without asking the trigger above.
CREATE TRIGGER `royalty_entries_are_never_replaced` BEFORE INSERT ON `royalty_entries`
WHEN EXISTS (SELECT 1 FROM `royalty_entries` WHERE `payee_id` = NEW.`payee_id` AND `number` = NEW.`number`)
BEGIN
	SELECT RAISE(ABORT, 'royalty_entries is append-only');
END;
--> statement-breakpoint
-- A repeat of a request from before the upgrade gets its first answer, which now names the payee.
UPDATE `royalty_keys` SET `outcome` = json_set(`outcome`, '$.payeeId', json_extract(`outcome`, '$.artistId'))
WHERE json_extract(`outcome`, '$.artistId') IS NOT NULL;
--> statement-breakpoint
-- The first percentage of a contract holds from ever, a changed one from the day of the change.
UPDATE `contract_shares` SET `from_day` = strftime('%Y-%m-%d', `changed_at` / 1000, 'unixepoch') WHERE `number` > 1;
--> statement-breakpoint
-- When a termination was confirmed was not written down.
UPDATE `contracts` SET `terminated_at` = (
	SELECT `created_at` FROM `appendices` WHERE `contract_id` = `contracts`.`id` AND `type` = 'termination')
WHERE `status` = 'terminated';
