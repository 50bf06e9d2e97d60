CREATE TABLE `code_pools` (
	`kind` text PRIMARY KEY NOT NULL,
	`stem` text NOT NULL,
	`shown` integer NOT NULL,
	`first` integer NOT NULL,
	`last` integer NOT NULL,
	`next` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contract_endings` (
	`contract_id` text PRIMARY KEY NOT NULL,
	`day` text,
	`told` text
);
--> statement-breakpoint
CREATE TABLE `given_codes` (
	`code` text PRIMARY KEY NOT NULL,
	`given_to` text NOT NULL,
	`given_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`type` text NOT NULL,
	`text` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`read_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notifications_newest` ON `notifications` (`account_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`account_id`,`created_at`,`id`) WHERE read_at is null;--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`hook_id` text NOT NULL,
	`type` text NOT NULL,
	`body` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`response_status` integer,
	`error` text,
	`created_at` integer NOT NULL,
	`next_at` integer,
	`leased_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_newest` ON `webhook_deliveries` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`hook_id`,`next_at`,`id`) WHERE next_at is not null;--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`place` integer NOT NULL,
	`url` text NOT NULL,
	`events` text,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhooks_url` ON `webhooks` (`url`);--> statement-breakpoint
CREATE UNIQUE INDEX `webhooks_place` ON `webhooks` (`place`);--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `version` text;--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `language` text;--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `lyrics_language` text;--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `p_line` text;--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `contributors` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `release_tracks` ADD `preview_start` integer;--> statement-breakpoint
ALTER TABLE `releases` ADD `version` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `genre` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `subgenre` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `language` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `p_line` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `c_line` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `label_name` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `catalogue_number` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `original_date` text;--> statement-breakpoint
ALTER TABLE `releases` ADD `territories` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `releases` ADD `contributors` text DEFAULT '[]' NOT NULL;