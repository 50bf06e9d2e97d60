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
CREATE INDEX `albums_account` ON `albums` (`account`,`name`);--> statement-breakpoint
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
CREATE UNIQUE INDEX `artists_account` ON `artists` (`account`);--> statement-breakpoint
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
CREATE INDEX `deferred_tasks_lane` ON `deferred_tasks` (`lane`,`id`) WHERE failed_at is null;--> statement-breakpoint
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