-- A statement and a closed period, once written, stay as they are; so do the tables of a statement. What an unfinished close
-- has prepared may be deleted.
CREATE TRIGGER `statements_never_change` BEFORE UPDATE ON `statements`
BEGIN
	SELECT RAISE(ABORT, 'statements never change');
END;
--> statement-breakpoint
CREATE TRIGGER `statements_never_go` BEFORE DELETE ON `statements`
BEGIN
	SELECT RAISE(ABORT, 'statements never change');
END;
--> statement-breakpoint
-- INSERT OR REPLACE deletes the old row without asking the trigger above.
CREATE TRIGGER `statements_are_never_replaced` BEFORE INSERT ON `statements`
WHEN EXISTS (SELECT 1 FROM `statements` WHERE `id` = NEW.`id` OR `number` = NEW.`number`
	OR (`payee_id` = NEW.`payee_id` AND `period` = NEW.`period`))
BEGIN
	SELECT RAISE(ABORT, 'statements never change');
END;
--> statement-breakpoint
CREATE TRIGGER `period_closes_never_change` BEFORE UPDATE ON `period_closes`
WHEN OLD.`closed_at` IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'a closed period never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `period_closes_never_go` BEFORE DELETE ON `period_closes`
WHEN OLD.`closed_at` IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'a closed period never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `statement_sections_never_change` BEFORE UPDATE ON `statement_sections`
BEGIN
	SELECT RAISE(ABORT, 'statements never change');
END;
--> statement-breakpoint
CREATE TRIGGER `statement_sections_never_go` BEFORE DELETE ON `statement_sections`
WHEN (SELECT `closed_at` FROM `period_closes` WHERE `id` = OLD.`close_id`) IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'statements never change');
END;
