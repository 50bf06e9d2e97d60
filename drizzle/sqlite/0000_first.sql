CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`login_key` text NOT NULL,
	`email` text,
	`email_key` text,
	`password_hash` text,
	`role` text NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_login_key` ON `accounts` (`login_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_email_key` ON `accounts` (`email_key`);--> statement-breakpoint
CREATE INDEX `accounts_role` ON `accounts` (`role`);--> statement-breakpoint
CREATE TABLE `albums` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`artist` text NOT NULL,
	`year` text NOT NULL,
	`image` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist`) REFERENCES `artists`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `albums_in_order` ON `albums` (`year`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `albums_of_artist` ON `albums` (`artist`,`year`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `albums_image` ON `albums` (`image`);--> statement-breakpoint
CREATE TABLE `appendices` (
	`id` text PRIMARY KEY NOT NULL,
	`contract_id` text NOT NULL,
	`number` text NOT NULL,
	`ordinal` integer NOT NULL,
	`type` text NOT NULL,
	`file` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contract_id`) REFERENCES `contracts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appendices_number` ON `appendices` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `appendices_in_order` ON `appendices` (`contract_id`,`ordinal`);--> statement-breakpoint
CREATE TABLE `artists` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`info` text,
	`image` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `artists_in_order` ON `artists` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `artists_image` ON `artists` (`image`);--> statement-breakpoint
CREATE TABLE `contract_years` (
	`year` integer PRIMARY KEY NOT NULL,
	`last` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contracts` (
	`id` text PRIMARY KEY NOT NULL,
	`artist_id` text NOT NULL,
	`number` text NOT NULL,
	`year` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`percentage` integer NOT NULL,
	`file` text,
	`status` text NOT NULL,
	`appendices` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contracts_artist` ON `contracts` (`artist_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contracts_number` ON `contracts` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `contracts_in_order` ON `contracts` (`year`,`ordinal`);--> statement-breakpoint
CREATE INDEX `contracts_newest` ON `contracts` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `documents` (
	`artist_id` text NOT NULL,
	`type` text NOT NULL,
	`document_id` text NOT NULL,
	`file` text NOT NULL,
	PRIMARY KEY(`artist_id`, `type`, `document_id`),
	FOREIGN KEY (`artist_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`file`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_file` ON `documents` (`file`);--> statement-breakpoint
CREATE TABLE `token_families` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `token_families_account` ON `token_families` (`account_id`);--> statement-breakpoint
CREATE INDEX `token_families_expiry` ON `token_families` (`expires_at`);--> statement-breakpoint
CREATE TABLE `files` (
	`name` text PRIMARY KEY NOT NULL,
	`place` text NOT NULL,
	`type` text NOT NULL,
	`size` integer NOT NULL,
	`facts` text NOT NULL,
	`original_name` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `history` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`track` text NOT NULL,
	`heard_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track`) REFERENCES `tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `history_newest` ON `history` (`account`,`heard_at`,`id`);--> statement-breakpoint
CREATE INDEX `history_of_track` ON `history` (`track`);--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`family_id` text NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`family_id`) REFERENCES `token_families`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `refresh_tokens_family` ON `refresh_tokens` (`family_id`);--> statement-breakpoint
CREATE TABLE `roster` (
	`account_id` text PRIMARY KEY NOT NULL,
	`role` text NOT NULL,
	`surname` text,
	`surname_key` text,
	`firstname` text,
	`firstname_key` text,
	`patronymic` text,
	`contact` text,
	`contact_key` text,
	`stage_name` text NOT NULL,
	`stage_name_key` text NOT NULL,
	`manager_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`manager_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `roster_newest` ON `roster` (`created_at`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_by_role` ON `roster` (`role`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_newest_of_role` ON `roster` (`role`,`created_at`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_by_stage_name` ON `roster` (`role`,`stage_name_key`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_by_surname` ON `roster` (`role`,`surname_key`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_by_firstname` ON `roster` (`role`,`firstname_key`,`account_id`);--> statement-breakpoint
CREATE INDEX `roster_of_manager` ON `roster` (`manager_id`,`stage_name_key`,`account_id`);--> statement-breakpoint
CREATE TABLE `royalty_accounts` (
	`artist_id` text PRIMARY KEY NOT NULL,
	`details` text,
	`active` integer NOT NULL,
	`total` integer NOT NULL,
	`entries` integer NOT NULL,
	`blocked` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "royalty_accounts_sums" CHECK("royalty_accounts"."active" >= 0 and "royalty_accounts"."total" >= "royalty_accounts"."active")
);
--> statement-breakpoint
CREATE TABLE `royalty_entries` (
	`artist_id` text NOT NULL,
	`number` integer NOT NULL,
	`type` text NOT NULL,
	`amount` integer NOT NULL,
	`period` text,
	`receipt_key` text,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`made_at` integer NOT NULL,
	PRIMARY KEY(`artist_id`, `number`),
	FOREIGN KEY (`artist_id`) REFERENCES `royalty_accounts`(`artist_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "royalty_entries_amount" CHECK("royalty_entries"."amount" > 0),
	CONSTRAINT "royalty_entries_type" CHECK("royalty_entries"."type" in ('income', 'payout'))
);
--> statement-breakpoint
CREATE TABLE `royalty_keys` (
	`caller_id` text NOT NULL,
	`operation` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`outcome` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`caller_id`, `operation`, `key`),
	FOREIGN KEY (`caller_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `royalty_keys_age` ON `royalty_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`account_id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE TABLE `tracks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`album` text NOT NULL,
	`position` integer NOT NULL,
	`duration` integer,
	`image` text,
	`audio` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`album`) REFERENCES `albums`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`audio`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `tracks_of_album` ON `tracks` (`album`,`position`,`id`);--> statement-breakpoint
CREATE INDEX `tracks_image` ON `tracks` (`image`);--> statement-breakpoint
CREATE UNIQUE INDEX `tracks_audio` ON `tracks` (`audio`);