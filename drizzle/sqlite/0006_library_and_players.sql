CREATE TABLE `album_genres` (
	`album` text NOT NULL,
	`genre` integer NOT NULL,
	`song_count` integer NOT NULL,
	`sort_key` text NOT NULL,
	PRIMARY KEY(`album`, `genre`),
	FOREIGN KEY (`genre`) REFERENCES `genres`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `album_genres_of_genre` ON `album_genres` (`genre`,`sort_key`,`album`);--> statement-breakpoint
CREATE TABLE `album_listens` (
	`account` text NOT NULL,
	`album` text NOT NULL,
	`count` integer NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`account`, `album`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`album`) REFERENCES `albums`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `album_listens_of_album` ON `album_listens` (`album`);--> statement-breakpoint
CREATE INDEX `album_listens_frequent` ON `album_listens` (`account`,`count`,`album`);--> statement-breakpoint
CREATE INDEX `album_listens_recent` ON `album_listens` (`account`,`last`,`album`);--> statement-breakpoint
CREATE TABLE `app_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`sealed` text NOT NULL,
	`hint` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`last_client` text,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `app_keys_hash` ON `app_keys` (`hash`);--> statement-breakpoint
CREATE INDEX `app_keys_account` ON `app_keys` (`account`);--> statement-breakpoint
CREATE TABLE `bookmarks` (
	`account` text NOT NULL,
	`track` text NOT NULL,
	`position` integer NOT NULL,
	`comment` text NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`account`, `track`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track`) REFERENCES `tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `bookmarks_of_track` ON `bookmarks` (`track`);--> statement-breakpoint
CREATE TABLE `genres` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`song_count` integer NOT NULL,
	`album_count` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `genres_key` ON `genres` (`key`);--> statement-breakpoint
CREATE TABLE `library_albums` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`artist` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`sort_key` text NOT NULL,
	`artist_sort_key` text NOT NULL,
	`year` integer NOT NULL,
	`song_count` integer NOT NULL,
	`duration` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `library_albums_id` ON `library_albums` (`id`);--> statement-breakpoint
CREATE INDEX `library_albums_newest` ON `library_albums` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `library_albums_by_name` ON `library_albums` (`sort_key`,`id`);--> statement-breakpoint
CREATE INDEX `library_albums_by_artist` ON `library_albums` (`artist_sort_key`,`year`,`sort_key`,`id`);--> statement-breakpoint
CREATE INDEX `library_albums_by_year` ON `library_albums` (`year`,`id`);--> statement-breakpoint
CREATE INDEX `library_albums_by_words` ON `library_albums` (`name_key`);--> statement-breakpoint
CREATE INDEX `library_albums_of_artist` ON `library_albums` (`artist`,`year`,`sort_key`,`id`);--> statement-breakpoint
CREATE TABLE `library_artists` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`sort_key` text NOT NULL,
	`album_count` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `library_artists_id` ON `library_artists` (`id`);--> statement-breakpoint
CREATE INDEX `library_artists_by_name` ON `library_artists` (`sort_key`,`id`);--> statement-breakpoint
CREATE INDEX `library_artists_by_words` ON `library_artists` (`name_key`);--> statement-breakpoint
CREATE TABLE `library_state` (
	`name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`artists` integer NOT NULL,
	`albums` integer NOT NULL,
	`tracks` integer NOT NULL,
	`after` text
);
--> statement-breakpoint
CREATE TABLE `library_tracks` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`album` text NOT NULL,
	`artist` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`sort_key` text NOT NULL,
	`disc` integer NOT NULL,
	`number` integer NOT NULL,
	`year` integer NOT NULL,
	`duration` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `library_tracks_id` ON `library_tracks` (`id`);--> statement-breakpoint
CREATE INDEX `library_tracks_of_album` ON `library_tracks` (`album`,`disc`,`number`,`id`);--> statement-breakpoint
CREATE INDEX `library_tracks_by_words` ON `library_tracks` (`name_key`);--> statement-breakpoint
CREATE INDEX `library_tracks_of_artist` ON `library_tracks` (`artist`,`id`);--> statement-breakpoint
CREATE TABLE `listens` (
	`account` text NOT NULL,
	`track` text NOT NULL,
	`count` integer NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`account`, `track`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`track`) REFERENCES `tracks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `listens_of_track` ON `listens` (`track`);--> statement-breakpoint
CREATE TABLE `play_queues` (
	`account` text PRIMARY KEY NOT NULL,
	`tracks` text NOT NULL,
	`current` integer NOT NULL,
	`position` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` text NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `playlist_entries` (
	`playlist` text NOT NULL,
	`place` integer NOT NULL,
	`track` text NOT NULL,
	PRIMARY KEY(`playlist`, `place`),
	FOREIGN KEY (`playlist`) REFERENCES `playlists`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `playlist_entries_of_track` ON `playlist_entries` (`track`);--> statement-breakpoint
CREATE TABLE `playlists` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`comment` text NOT NULL,
	`is_public` integer NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `playlists_of_owner` ON `playlists` (`owner`,`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `playlists_public` ON `playlists` (`is_public`,`name_key`,`id`);--> statement-breakpoint
CREATE TABLE `ratings` (
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`item` text NOT NULL,
	`rating` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`account`, `kind`, `item`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `ratings_of_item` ON `ratings` (`item`);--> statement-breakpoint
CREATE TABLE `shares` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`description` text NOT NULL,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	`last_visited_at` integer,
	`visits` integer NOT NULL,
	`items` text NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `shares_of_owner` ON `shares` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `stars` (
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`item` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account`, `kind`, `item`),
	FOREIGN KEY (`account`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `stars_newest` ON `stars` (`account`,`kind`,`created_at`,`item`);--> statement-breakpoint
CREATE INDEX `stars_of_item` ON `stars` (`item`);--> statement-breakpoint
CREATE TABLE `track_genres` (
	`track` text NOT NULL,
	`place` integer NOT NULL,
	`genre` integer NOT NULL,
	`album` text NOT NULL,
	`disc` integer NOT NULL,
	`number` integer NOT NULL,
	PRIMARY KEY(`track`, `place`),
	FOREIGN KEY (`genre`) REFERENCES `genres`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `track_genres_in_order` ON `track_genres` (`genre`,`album`,`disc`,`number`,`track`);--> statement-breakpoint
ALTER TABLE `tracks` ADD `genre` text;