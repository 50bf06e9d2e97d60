CREATE TABLE `contract_shares` (
	`contract_id` text NOT NULL,
	`number` integer NOT NULL,
	`percentage` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`contract_id`, `number`),
	FOREIGN KEY (`contract_id`) REFERENCES `contracts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `contracts_artist`;--> statement-breakpoint
CREATE UNIQUE INDEX `contracts_in_force` ON `contracts` (`artist_id`) WHERE status = 'active';--> statement-breakpoint
CREATE INDEX `contracts_of_artist` ON `contracts` (`artist_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `contracts_file` ON `contracts` (`file`);--> statement-breakpoint
ALTER TABLE `albums` ADD `release` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `albums_by_name` ON `albums` (`name`,`id`) WHERE not hidden;--> statement-breakpoint
ALTER TABLE `profiles` ADD `listed` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `profiles_listed` ON `profiles` (`account`) WHERE listed;--> statement-breakpoint
ALTER TABLE `tracks` ADD `release` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `appendices_file` ON `appendices` (`file`);--> statement-breakpoint
CREATE INDEX `favourites_of_track` ON `favourites` (`track`);--> statement-breakpoint
CREATE INDEX `royalty_entries_receipt` ON `royalty_entries` (`receipt_key`);