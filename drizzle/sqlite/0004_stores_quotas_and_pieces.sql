CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `loose_files` (
	`name` text PRIMARY KEY NOT NULL,
	`place` text NOT NULL,
	`store` text NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `loose_files_since` ON `loose_files` (`since`);--> statement-breakpoint
CREATE TABLE `recent_plays` (
	`key` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recent_plays_at` ON `recent_plays` (`at`);--> statement-breakpoint
CREATE TABLE `resumable_uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`length` integer NOT NULL,
	`received` integer NOT NULL,
	`original_name` text NOT NULL,
	`metadata` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `resumable_uploads_account` ON `resumable_uploads` (`account`);--> statement-breakpoint
CREATE INDEX `resumable_uploads_expiry` ON `resumable_uploads` (`expires_at`);--> statement-breakpoint
CREATE TABLE `upload_pieces` (
	`upload` text NOT NULL,
	`start` integer NOT NULL,
	`size` integer NOT NULL,
	`name` text NOT NULL,
	`store` text NOT NULL,
	PRIMARY KEY(`upload`, `start`),
	FOREIGN KEY (`upload`) REFERENCES `resumable_uploads`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `upload_pieces_name` ON `upload_pieces` (`name`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `used` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `reserved` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `quota` integer;--> statement-breakpoint
ALTER TABLE `files` ADD `store` text DEFAULT 'folder' NOT NULL;--> statement-breakpoint
ALTER TABLE `files` ADD `sha256` text;--> statement-breakpoint
CREATE INDEX `files_in_s3` ON `files` (`name`) WHERE store = 's3';