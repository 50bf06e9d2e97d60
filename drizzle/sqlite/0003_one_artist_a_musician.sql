-- Uploads and releases of one account meet under one artist: the row that has the account's id stays, albums move to it.
UPDATE `artists` SET
	`info` = coalesce(`info`, (SELECT u.`info` FROM `artists` u WHERE u.`account` = `artists`.`id` AND u.`id` <> `artists`.`id`)),
	`image` = coalesce(`image`, (SELECT u.`image` FROM `artists` u WHERE u.`account` = `artists`.`id` AND u.`id` <> `artists`.`id`)),
	`created_by` = coalesce(`created_by`, (SELECT u.`created_by` FROM `artists` u WHERE u.`account` = `artists`.`id` AND u.`id` <> `artists`.`id`)),
	`hidden` = `hidden` AND (SELECT u.`hidden` FROM `artists` u WHERE u.`account` = `artists`.`id` AND u.`id` <> `artists`.`id`)
WHERE EXISTS (SELECT 1 FROM `artists` u WHERE u.`account` = `artists`.`id` AND u.`id` <> `artists`.`id`);
--> statement-breakpoint
UPDATE `albums` SET `artist` = (SELECT u.`account` FROM `artists` u WHERE u.`id` = `albums`.`artist`)
WHERE `artist` IN (SELECT u.`id` FROM `artists` u JOIN `artists` r ON r.`id` = u.`account` WHERE u.`id` <> u.`account`);
--> statement-breakpoint
DELETE FROM `artists`
WHERE `account` IS NOT NULL AND `id` <> `account` AND EXISTS (SELECT 1 FROM `artists` r WHERE r.`id` = `artists`.`account`);
--> statement-breakpoint
UPDATE `artists` SET `account` = `id` WHERE `account` IS NULL AND `id` IN (SELECT `account_id` FROM `roster`);
--> statement-breakpoint
-- What releases have made of the catalogue is marked as the label's.
UPDATE `albums` SET `release` = true WHERE `id` IN (SELECT `id` FROM `releases`);
--> statement-breakpoint
UPDATE `tracks` SET `release` = true WHERE `id` IN (SELECT `id` FROM `release_tracks`);
--> statement-breakpoint
-- People of the community are those who came by it, or have written a profile.
UPDATE `profiles` SET `listed` = false
WHERE `updated_at` = `created_at` AND `account` IN (
	SELECT a.`id` FROM `accounts` a
	WHERE a.`role` = 'root' OR (a.`password_hash` IS NULL AND a.`id` IN (SELECT `account_id` FROM `access_keys`))
);
--> statement-breakpoint
-- The label searches and sorts ё as е.
UPDATE `roster` SET
	`surname_key` = replace(`surname_key`, 'ё', 'е'),
	`firstname_key` = replace(`firstname_key`, 'ё', 'е'),
	`contact_key` = replace(`contact_key`, 'ё', 'е'),
	`stage_name_key` = replace(`stage_name_key`, 'ё', 'е');
--> statement-breakpoint
UPDATE `releases` SET `name_key` = replace(`name_key`, 'ё', 'е');
--> statement-breakpoint
-- Each contract's share so far, from its making on.
INSERT INTO `contract_shares` (`contract_id`, `number`, `percentage`, `changed_at`)
SELECT `id`, 1, `percentage`, `created_at` FROM `contracts`;
