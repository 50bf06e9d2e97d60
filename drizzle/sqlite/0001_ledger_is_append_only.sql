-- An entry of the ledger, once written, stays as it is.
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
WHEN EXISTS (SELECT 1 FROM `royalty_entries` WHERE `artist_id` = NEW.`artist_id` AND `number` = NEW.`number`)
BEGIN
	SELECT RAISE(ABORT, 'royalty_entries is append-only');
END;
