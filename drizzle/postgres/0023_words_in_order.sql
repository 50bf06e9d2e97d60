DROP INDEX "library_albums_by_words";--> statement-breakpoint
DROP INDEX "library_artists_by_words";--> statement-breakpoint
DROP INDEX "library_tracks_by_words";--> statement-breakpoint
CREATE INDEX "library_albums_by_words" ON "library_albums" USING btree ("name_key","sort_key","id");--> statement-breakpoint
CREATE INDEX "library_artists_by_words" ON "library_artists" USING btree ("name_key","sort_key","id");--> statement-breakpoint
CREATE INDEX "library_tracks_by_words" ON "library_tracks" USING btree ("name_key","sort_key","id");