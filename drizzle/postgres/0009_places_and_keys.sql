DROP INDEX "tracks_in_order";--> statement-breakpoint
DROP INDEX "tracks_of_album";--> statement-breakpoint
ALTER TABLE "albums" ADD COLUMN "name_key" text collate "C";--> statement-breakpoint
ALTER TABLE "albums" ADD COLUMN "musicbrainz_id" text collate "C";--> statement-breakpoint
ALTER TABLE "artists" ADD COLUMN "name_key" text collate "C";--> statement-breakpoint
ALTER TABLE "tracks" ADD COLUMN "disc" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "albums_by_key" ON "albums" USING btree ("artist","name_key","id");--> statement-breakpoint
CREATE INDEX "artists_by_key" ON "artists" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "files_sha256" ON "files" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "tracks_in_place" ON "tracks" USING btree ("album","disc","position","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","disc","position");