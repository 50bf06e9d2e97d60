-- The words by which players find things, folded before they come here. A row goes with that of its table.
CREATE TABLE "artist_search" (
	"row" bigint PRIMARY KEY NOT NULL REFERENCES "library_artists"("row") ON DELETE CASCADE,
	"words" tsvector NOT NULL
);
--> statement-breakpoint
CREATE INDEX "artist_search_words" ON "artist_search" USING gin ("words");
--> statement-breakpoint
CREATE TABLE "album_search" (
	"row" bigint PRIMARY KEY NOT NULL REFERENCES "library_albums"("row") ON DELETE CASCADE,
	"words" tsvector NOT NULL
);
--> statement-breakpoint
CREATE INDEX "album_search_words" ON "album_search" USING gin ("words");
--> statement-breakpoint
CREATE TABLE "track_search" (
	"row" bigint PRIMARY KEY NOT NULL REFERENCES "library_tracks"("row") ON DELETE CASCADE,
	"words" tsvector NOT NULL
);
--> statement-breakpoint
CREATE INDEX "track_search_words" ON "track_search" USING gin ("words");
