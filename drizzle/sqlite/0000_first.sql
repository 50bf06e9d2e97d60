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