ALTER TABLE `playlist_entries` ADD `entry` integer;--> statement-breakpoint
ALTER TABLE `playlists` ADD `next_entry` integer DEFAULT 0 NOT NULL;