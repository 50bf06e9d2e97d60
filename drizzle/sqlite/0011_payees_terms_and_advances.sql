CREATE TABLE `batch_payouts` (
	`batch_id` text NOT NULL,
	`position` integer NOT NULL,
	`payee_id` text NOT NULL,
	`entry` integer NOT NULL,
	`amount` integer NOT NULL,
	`balance` integer NOT NULL,
	`name` text NOT NULL,
	`details` text NOT NULL,
	PRIMARY KEY(`batch_id`, `position`),
	FOREIGN KEY (`batch_id`) REFERENCES `payout_batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `batch_payouts_entry` ON `batch_payouts` (`payee_id`,`entry`);--> statement-breakpoint
CREATE TABLE `payees` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`contact` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `payout_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`total` integer NOT NULL,
	`currency` text NOT NULL,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recoupables` (
	`id` text PRIMARY KEY NOT NULL,
	`artist_id` text NOT NULL,
	`type` text NOT NULL,
	`amount` integer NOT NULL,
	`open` integer NOT NULL,
	`release_id` text,
	`note` text,
	`date` text NOT NULL,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "recoupables_type" CHECK("recoupables"."type" in ('advance', 'cost')),
	CONSTRAINT "recoupables_open" CHECK("recoupables"."amount" > 0 and "recoupables"."open" between 0 and "recoupables"."amount")
);
--> statement-breakpoint
CREATE INDEX `recoupables_in_order` ON `recoupables` (`artist_id`,`date`,`id`);--> statement-breakpoint
CREATE INDEX `recoupables_release` ON `recoupables` (`release_id`);--> statement-breakpoint
CREATE TABLE `recoupments` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`recoupable_id` text NOT NULL,
	`report_id` text NOT NULL,
	`amount` integer NOT NULL,
	`made_at` integer NOT NULL,
	FOREIGN KEY (`recoupable_id`) REFERENCES `recoupables`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "recoupments_amount" CHECK("recoupments"."amount" <> 0)
);
--> statement-breakpoint
CREATE INDEX `recoupments_of_item` ON `recoupments` (`recoupable_id`,`number`);--> statement-breakpoint
CREATE INDEX `recoupments_of_report` ON `recoupments` (`report_id`,`number`);--> statement-breakpoint
CREATE TABLE `split_parties` (
	`split` integer NOT NULL,
	`position` integer NOT NULL,
	`payee_id` text NOT NULL,
	`share` integer NOT NULL,
	PRIMARY KEY(`split`, `position`),
	FOREIGN KEY (`split`) REFERENCES `splits`(`number`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "split_parties_share" CHECK("split_parties"."share" between 1 and 10000)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `split_parties_payee` ON `split_parties` (`payee_id`,`split`);--> statement-breakpoint
CREATE TABLE `splits` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`release_id` text,
	`track_id` text,
	`from_day` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track_id`) REFERENCES `release_tracks`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "splits_subject" CHECK(("splits"."release_id" is null) <> ("splits"."track_id" is null))
);
--> statement-breakpoint
CREATE INDEX `splits_release` ON `splits` (`release_id`,`number`);--> statement-breakpoint
CREATE INDEX `splits_track` ON `splits` (`track_id`,`number`);--> statement-breakpoint
CREATE TABLE `term_rules` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`artist_id` text NOT NULL,
	`percentage` integer NOT NULL,
	`release_id` text,
	`track_id` text,
	`territories` text NOT NULL,
	`stores` text NOT NULL,
	`sale_types` text NOT NULL,
	`from_day` text,
	`to_day` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track_id`) REFERENCES `release_tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `term_rules_id` ON `term_rules` (`id`);--> statement-breakpoint
CREATE INDEX `term_rules_of_artist` ON `term_rules` (`artist_id`,`number`);--> statement-breakpoint
CREATE INDEX `term_rules_release` ON `term_rules` (`release_id`);--> statement-breakpoint
CREATE INDEX `term_rules_track` ON `term_rules` (`track_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_royalty_entries` (
	`payee_id` text NOT NULL,
	`number` integer NOT NULL,
	`type` text NOT NULL,
	`amount` integer NOT NULL,
	`period` text,
	`report_id` text,
	`receipt_key` text,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`made_at` integer NOT NULL,
	PRIMARY KEY(`payee_id`, `number`),
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "royalty_entries_amount" CHECK(case when "__new_royalty_entries"."type" = 'correction' then "__new_royalty_entries"."amount" < 0 else "__new_royalty_entries"."amount" > 0 end),
	CONSTRAINT "royalty_entries_type" CHECK("__new_royalty_entries"."type" in ('income', 'payout', 'correction'))
);
--> statement-breakpoint
INSERT INTO `__new_royalty_entries`("payee_id", "number", "type", "amount", "period", "receipt_key", "made_by", "made_by_login", "made_at") SELECT `artist_id`, `number`, `type`, `amount`, `period`, `receipt_key`, `made_by`, `made_by_login`, `made_at` FROM `royalty_entries`;--> statement-breakpoint
DROP TABLE `royalty_entries`;--> statement-breakpoint
ALTER TABLE `__new_royalty_entries` RENAME TO `royalty_entries`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `royalty_entries_receipt` ON `royalty_entries` (`receipt_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `royalty_entries_report` ON `royalty_entries` (`report_id`,`payee_id`,`type`) WHERE report_id is not null;--> statement-breakpoint
CREATE TABLE `__new_royalty_accounts` (
	`payee_id` text PRIMARY KEY NOT NULL,
	`artist_id` text,
	`details` text,
	`active` integer NOT NULL,
	`total` integer NOT NULL,
	`entries` integer NOT NULL,
	`blocked` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "royalty_accounts_sums" CHECK("__new_royalty_accounts"."total" >= "__new_royalty_accounts"."active"),
	CONSTRAINT "royalty_accounts_artist" CHECK("__new_royalty_accounts"."artist_id" = "__new_royalty_accounts"."payee_id")
);
--> statement-breakpoint
INSERT INTO `__new_royalty_accounts`("payee_id", "artist_id", "details", "active", "total", "entries", "blocked") SELECT `artist_id`, `artist_id`, `details`, `active`, `total`, `entries`, `blocked` FROM `royalty_accounts`;--> statement-breakpoint
DROP TABLE `royalty_accounts`;--> statement-breakpoint
ALTER TABLE `__new_royalty_accounts` RENAME TO `royalty_accounts`;--> statement-breakpoint
CREATE INDEX `royalty_accounts_of_artists` ON `royalty_accounts` (`artist_id`);--> statement-breakpoint
CREATE INDEX `royalty_accounts_balances` ON `royalty_accounts` (`active`,`payee_id`);--> statement-breakpoint
ALTER TABLE `contract_shares` ADD `from_day` text;--> statement-breakpoint
ALTER TABLE `contracts` ADD `to_day` text;--> statement-breakpoint
ALTER TABLE `contracts` ADD `terminated_at` integer;