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

--> statement-breakpoint
-- A status that a release had, once written down, stays as it is. Only a draft, whose status is 0, goes with its history.
CREATE TRIGGER `release_history_never_changes` BEFORE UPDATE ON `release_history`
BEGIN
	SELECT RAISE(ABORT, 'release_history is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `release_history_goes_with_drafts` BEFORE DELETE ON `release_history`
WHEN (SELECT `status` FROM `releases` WHERE `id` = OLD.`release_id`) <> 0
BEGIN
	SELECT RAISE(ABORT, 'release_history is append-only');
END;
--> statement-breakpoint
-- INSERT OR REPLACE deletes the old row without asking the trigger above.
CREATE TRIGGER `release_history_is_never_replaced` BEFORE INSERT ON `release_history`
WHEN EXISTS (SELECT 1 FROM `release_history` WHERE `release_id` = NEW.`release_id` AND `number` = NEW.`number`)
BEGIN
	SELECT RAISE(ABORT, 'release_history is append-only');
END;
