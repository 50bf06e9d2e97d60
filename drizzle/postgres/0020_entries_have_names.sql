ALTER TABLE "playlist_entries" ADD COLUMN "entry" bigint;--> statement-breakpoint
ALTER TABLE "playlists" ADD COLUMN "next_entry" bigint DEFAULT 0 NOT NULL;