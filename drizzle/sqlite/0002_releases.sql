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
DROP INDEX `albums_in_order`;--> statement-breakpoint
ALTER TABLE `albums` ADD `hidden` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `albums_in_order` ON `albums` (`year`,`name`,`id`) WHERE not hidden;--> statement-breakpoint
DROP INDEX `artists_in_order`;--> statement-breakpoint
ALTER TABLE `artists` ADD `hidden` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `artists_in_order` ON `artists` (`name`,`id`) WHERE not hidden;--> statement-breakpoint
DROP INDEX `tracks_of_album`;--> statement-breakpoint
ALTER TABLE `tracks` ADD `hidden` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `tracks_in_order` ON `tracks` (`album`,`position`,`id`) WHERE not hidden;--> statement-breakpoint
CREATE INDEX `tracks_of_album` ON `tracks` (`album`,`position`);