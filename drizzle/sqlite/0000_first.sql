CREATE TABLE `access_keys` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`key_hash` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_keys_account` ON `access_keys` (`account_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `access_keys_hash` ON `access_keys` (`key_hash`);--> statement-breakpoint
CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`login_key` text NOT NULL,
	`email` text,
	`email_key` text,
	`password_hash` text,
	`password_set_at` integer,
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
	`account` text,
	`hidden` integer DEFAULT false NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist`) REFERENCES `artists`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `albums_in_order` ON `albums` (`year`,`name`,`id`) WHERE not hidden;--> statement-breakpoint
CREATE INDEX `albums_of_artist` ON `albums` (`artist`,`year`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `albums_image` ON `albums` (`image`);--> statement-breakpoint
CREATE INDEX `albums_created_by` ON `albums` (`created_by`);--> statement-breakpoint
CREATE INDEX `albums_account` ON `albums` (`account`,`name`);--> statement-breakpoint
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
	`account` text,
	`hidden` integer DEFAULT false NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `artists_in_order` ON `artists` (`name`,`id`) WHERE not hidden;--> statement-breakpoint
CREATE INDEX `artists_image` ON `artists` (`image`);--> statement-breakpoint
CREATE INDEX `artists_created_by` ON `artists` (`created_by`);--> statement-breakpoint
CREATE UNIQUE INDEX `artists_account` ON `artists` (`account`);--> statement-breakpoint
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
CREATE TABLE `deferred_tasks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`topic` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`lane` text DEFAULT '' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer DEFAULT 0 NOT NULL,
	`failed_at` integer,
	`problem` text
);
--> statement-breakpoint
CREATE INDEX `deferred_tasks_waiting` ON `deferred_tasks` (`due_at`) WHERE due_at > 0;--> statement-breakpoint
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
CREATE TABLE `favourites` (
	`account` text NOT NULL,
	`track` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account`, `track`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `favourites_newest` ON `favourites` (`account`,`created_at`,`track`);--> statement-breakpoint
CREATE TABLE `feed_events` (
	`id` text PRIMARY KEY NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`track` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`actor`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track`) REFERENCES `tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `feed_events_newest` ON `feed_events` (`actor`,`id`);--> statement-breakpoint
CREATE INDEX `feed_events_of_track` ON `feed_events` (`track`);--> statement-breakpoint
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
CREATE INDEX `files_created_by` ON `files` (`created_by`);--> statement-breakpoint
CREATE TABLE `follows` (
	`id` text PRIMARY KEY NOT NULL,
	`follower` text NOT NULL,
	`followed` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`follower`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`followed`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "follows_another" CHECK("follows"."follower" <> "follows"."followed")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `follows_once` ON `follows` (`follower`,`followed`);--> statement-breakpoint
CREATE INDEX `follows_of_follower` ON `follows` (`follower`,`created_at`,`id`,`followed`);--> statement-breakpoint
CREATE INDEX `follows_of_followed` ON `follows` (`followed`,`created_at`,`id`,`follower`);--> statement-breakpoint
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
CREATE TABLE `profiles` (
	`account` text PRIMARY KEY NOT NULL,
	`display_name` text,
	`bio` text,
	`location` text,
	`genres` text NOT NULL,
	`instruments` text NOT NULL,
	`links` text NOT NULL,
	`email_notifications` integer NOT NULL,
	`show_online_status` integer NOT NULL,
	`is_private` integer NOT NULL,
	`avatar` text,
	`cover` text,
	`tracks` integer NOT NULL,
	`followers` integer NOT NULL,
	`following` integer NOT NULL,
	`plays` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`key` text PRIMARY KEY NOT NULL,
	`points` integer NOT NULL,
	`expire` integer
);
--> statement-breakpoint
CREATE TABLE `recordings` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`file` text NOT NULL,
	`title` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`file`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recordings_account` ON `recordings` (`account`);--> statement-breakpoint
CREATE UNIQUE INDEX `recordings_file` ON `recordings` (`file`);--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`family_id` text NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`family_id`) REFERENCES `token_families`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `refresh_tokens_family` ON `refresh_tokens` (`family_id`);--> statement-breakpoint
CREATE TABLE `release_files` (
	`release_id` text NOT NULL,
	`name` text NOT NULL,
	`size` text NOT NULL,
	`file` text NOT NULL,
	PRIMARY KEY(`release_id`, `name`, `size`),
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`file`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `release_files_file` ON `release_files` (`file`);--> statement-breakpoint
CREATE TABLE `release_history` (
	`release_id` text NOT NULL,
	`number` integer NOT NULL,
	`status` integer NOT NULL,
	`message` text NOT NULL,
	`editor` text NOT NULL,
	`editor_login` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`release_id`, `number`),
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `release_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`release_id` text NOT NULL,
	`focus_tracks` text NOT NULL,
	`pitched` text NOT NULL,
	`comment` text NOT NULL,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `release_notes_release` ON `release_notes` (`release_id`);--> statement-breakpoint
CREATE TABLE `release_tracks` (
	`id` text PRIMARY KEY NOT NULL,
	`release_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`file` text NOT NULL,
	`duration` integer NOT NULL,
	`feat` text NOT NULL,
	`authors` text,
	`lyrics` text,
	`ttml_key` text,
	`explicit` integer NOT NULL,
	`isrc` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `release_tracks_in_order` ON `release_tracks` (`release_id`,`position`);--> statement-breakpoint
CREATE UNIQUE INDEX `release_tracks_file` ON `release_tracks` (`release_id`,`file`);--> statement-breakpoint
CREATE UNIQUE INDEX `release_tracks_isrc` ON `release_tracks` (`isrc`);--> statement-breakpoint
CREATE TABLE `releases` (
	`id` text PRIMARY KEY NOT NULL,
	`artist_id` text NOT NULL,
	`status` integer NOT NULL,
	`message` text NOT NULL,
	`name` text,
	`name_key` text,
	`type` text,
	`date` text,
	`cover` text,
	`feat` text NOT NULL,
	`authors` text,
	`upc` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`artist_id`) REFERENCES `roster`(`account_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `releases_draft` ON `releases` (`artist_id`) WHERE status = 0;--> statement-breakpoint
CREATE UNIQUE INDEX `releases_upc` ON `releases` (`upc`);--> statement-breakpoint
CREATE INDEX `releases_in_order` ON `releases` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `releases_of_artist` ON `releases` (`artist_id`,`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `releases_by_name` ON `releases` (`name_key`,`id`);--> statement-breakpoint
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
	`plays` integer DEFAULT 0 NOT NULL,
	`account` text,
	`hidden` integer DEFAULT false NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`album`) REFERENCES `albums`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`image`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`audio`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`created_by`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `tracks_in_order` ON `tracks` (`album`,`position`,`id`) WHERE not hidden;--> statement-breakpoint
CREATE INDEX `tracks_of_album` ON `tracks` (`album`,`position`);--> statement-breakpoint
CREATE INDEX `tracks_image` ON `tracks` (`image`);--> statement-breakpoint
CREATE INDEX `tracks_created_by` ON `tracks` (`created_by`);--> statement-breakpoint
CREATE UNIQUE INDEX `tracks_audio` ON `tracks` (`audio`);--> statement-breakpoint
CREATE INDEX `tracks_account` ON `tracks` (`account`);--> statement-breakpoint
CREATE TABLE `uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`kind` text NOT NULL,
	`file` text NOT NULL,
	`track` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`file`) REFERENCES `files`(`name`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track`) REFERENCES `tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `uploads_newest` ON `uploads` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_file` ON `uploads` (`file`);--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_avatar` ON `uploads` (`owner`) WHERE kind = 'avatar';--> statement-breakpoint
CREATE UNIQUE INDEX `uploads_of_track` ON `uploads` (`track`,`kind`);