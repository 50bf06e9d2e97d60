CREATE TABLE `report_currencies` (
	`report` integer NOT NULL,
	`currency` text NOT NULL,
	`lines` integer NOT NULL,
	`tenths` integer NOT NULL,
	`rest` integer NOT NULL,
	`rate` text,
	PRIMARY KEY(`report`, `currency`),
	FOREIGN KEY (`report`) REFERENCES `reports`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `report_lines` (
	`report` integer NOT NULL,
	`number` integer NOT NULL,
	`line` integer NOT NULL,
	`song` integer NOT NULL,
	`place` integer NOT NULL,
	`quantity` integer NOT NULL,
	`gross_tenths` integer,
	`gross_rest` integer,
	`net_tenths` integer NOT NULL,
	`net_rest` integer NOT NULL,
	PRIMARY KEY(`report`, `number`)
);
--> statement-breakpoint
CREATE INDEX `report_lines_of_song` ON `report_lines` (`report`,`song`);--> statement-breakpoint
CREATE TABLE `report_places` (
	`report` integer NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`month` text,
	`report_month` text,
	`store` text NOT NULL,
	`country` text NOT NULL,
	`sale_type` text NOT NULL,
	`currency` text NOT NULL,
	`lines` integer NOT NULL,
	`quantity` integer NOT NULL,
	`tenths` integer NOT NULL,
	`rest` integer NOT NULL,
	PRIMARY KEY(`report`, `number`),
	FOREIGN KEY (`report`) REFERENCES `reports`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `report_places_store` ON `report_places` (`store`,`report`);--> statement-breakpoint
CREATE TABLE `report_songs` (
	`report` integer NOT NULL,
	`number` integer NOT NULL,
	`key` text NOT NULL,
	`isrc` text NOT NULL,
	`isrc_code` text NOT NULL,
	`upc` text NOT NULL,
	`title` text NOT NULL,
	`artist` text NOT NULL,
	`reason` text,
	`track_id` text,
	`release_id` text,
	`artist_id` text,
	PRIMARY KEY(`report`, `number`),
	FOREIGN KEY (`report`) REFERENCES `reports`(`number`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `report_songs_key` ON `report_songs` (`key`);--> statement-breakpoint
CREATE INDEX `report_songs_isrc` ON `report_songs` (`isrc_code`);--> statement-breakpoint
CREATE INDEX `report_songs_track` ON `report_songs` (`track_id`);--> statement-breakpoint
CREATE INDEX `report_songs_release` ON `report_songs` (`release_id`);--> statement-breakpoint
CREATE INDEX `report_songs_artist` ON `report_songs` (`artist_id`);--> statement-breakpoint
CREATE TABLE `report_sources` (
	`name` text PRIMARY KEY NOT NULL,
	`mapping` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `report_sums` (
	`report` integer NOT NULL,
	`by` integer NOT NULL,
	`song` integer NOT NULL,
	`number` integer NOT NULL,
	`word` text NOT NULL,
	`month` text NOT NULL,
	`currency` text NOT NULL,
	`lines` integer NOT NULL,
	`quantity` integer NOT NULL,
	`tenths` integer NOT NULL,
	`rest` integer NOT NULL,
	PRIMARY KEY(`report`, `by`, `song`, `number`)
);
--> statement-breakpoint
CREATE INDEX `report_sums_word` ON `report_sums` (`word`,`by`);--> statement-breakpoint
CREATE TABLE `reports` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`state` text NOT NULL,
	`source` text NOT NULL,
	`file` text NOT NULL,
	`sha256` text NOT NULL,
	`period` text,
	`first_month` text,
	`last_month` text,
	`lines` integer NOT NULL,
	`matched` integer NOT NULL,
	`not_found` integer NOT NULL,
	`other_title` integer NOT NULL,
	`ambiguous` integer NOT NULL,
	`faulty` integer NOT NULL,
	`ignored` integer NOT NULL,
	`rounded` integer NOT NULL,
	`errors` text NOT NULL,
	`done` integer NOT NULL,
	`total` integer NOT NULL,
	`holder` text,
	`held_until` integer,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`created_at` integer NOT NULL,
	`booked_at` integer,
	`reversed_at` integer,
	`booking` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reports_id` ON `reports` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `reports_bytes` ON `reports` (`sha256`) WHERE state <> 'reversed' and state <> 'deleted';--> statement-breakpoint
CREATE TABLE `song_assignments` (
	`key` text PRIMARY KEY NOT NULL,
	`track_id` text,
	`release_id` text,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	FOREIGN KEY (`track_id`) REFERENCES `release_tracks`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`release_id`) REFERENCES `releases`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `song_assignments_track` ON `song_assignments` (`track_id`);--> statement-breakpoint
CREATE INDEX `song_assignments_release` ON `song_assignments` (`release_id`);