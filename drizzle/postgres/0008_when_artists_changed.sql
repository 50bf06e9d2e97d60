ALTER TABLE "library_artists" ADD COLUMN "changed" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "library_artists_changed" ON "library_artists" USING btree ("changed");