CREATE TABLE "album_genres" (
	"album" text collate "C" NOT NULL,
	"genre" bigint NOT NULL,
	"song_count" integer NOT NULL,
	"sort_key" text collate "C" NOT NULL,
	CONSTRAINT "album_genres_album_genre_pk" PRIMARY KEY("album","genre")
);
--> statement-breakpoint
CREATE TABLE "album_listens" (
	"account" text collate "C" NOT NULL,
	"album" text collate "C" NOT NULL,
	"count" integer NOT NULL,
	"last" bigint NOT NULL,
	CONSTRAINT "album_listens_account_album_pk" PRIMARY KEY("account","album")
);
--> statement-breakpoint
CREATE TABLE "app_keys" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"hash" text collate "C" NOT NULL,
	"sealed" text collate "C" NOT NULL,
	"hint" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"last_client" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "bookmarks" (
	"account" text collate "C" NOT NULL,
	"track" text collate "C" NOT NULL,
	"position" bigint NOT NULL,
	"comment" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "bookmarks_account_track_pk" PRIMARY KEY("account","track")
);
--> statement-breakpoint
CREATE TABLE "genres" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"song_count" integer NOT NULL,
	"album_count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "library_albums" (
	"row" bigserial PRIMARY KEY NOT NULL,
	"id" text collate "C" NOT NULL,
	"artist" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"sort_key" text collate "C" NOT NULL,
	"artist_sort_key" text collate "C" NOT NULL,
	"year" integer NOT NULL,
	"song_count" integer NOT NULL,
	"duration" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "library_artists" (
	"row" bigserial PRIMARY KEY NOT NULL,
	"id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"sort_key" text collate "C" NOT NULL,
	"album_count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "library_state" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	"artists" bigint NOT NULL,
	"albums" bigint NOT NULL,
	"tracks" bigint NOT NULL,
	"after" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "library_tracks" (
	"row" bigserial PRIMARY KEY NOT NULL,
	"id" text collate "C" NOT NULL,
	"album" text collate "C" NOT NULL,
	"artist" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"sort_key" text collate "C" NOT NULL,
	"disc" integer NOT NULL,
	"number" integer NOT NULL,
	"year" integer NOT NULL,
	"duration" integer NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "listens" (
	"account" text collate "C" NOT NULL,
	"track" text collate "C" NOT NULL,
	"count" integer NOT NULL,
	"last" bigint NOT NULL,
	CONSTRAINT "listens_account_track_pk" PRIMARY KEY("account","track")
);
--> statement-breakpoint
CREATE TABLE "play_queues" (
	"account" text collate "C" PRIMARY KEY NOT NULL,
	"tracks" jsonb NOT NULL,
	"current" integer NOT NULL,
	"position" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	"changed_by" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "playlist_entries" (
	"playlist" text collate "C" NOT NULL,
	"place" integer NOT NULL,
	"track" text collate "C" NOT NULL,
	CONSTRAINT "playlist_entries_playlist_place_pk" PRIMARY KEY("playlist","place")
);
--> statement-breakpoint
CREATE TABLE "playlists" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"owner" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"comment" text collate "C" NOT NULL,
	"is_public" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"account" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"item" text collate "C" NOT NULL,
	"rating" integer NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "ratings_account_kind_item_pk" PRIMARY KEY("account","kind","item")
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"owner" text collate "C" NOT NULL,
	"description" text collate "C" NOT NULL,
	"expires_at" bigint,
	"created_at" bigint NOT NULL,
	"last_visited_at" bigint,
	"visits" integer NOT NULL,
	"items" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stars" (
	"account" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"item" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "stars_account_kind_item_pk" PRIMARY KEY("account","kind","item")
);
--> statement-breakpoint
CREATE TABLE "track_genres" (
	"track" text collate "C" NOT NULL,
	"place" integer NOT NULL,
	"genre" bigint NOT NULL,
	"album" text collate "C" NOT NULL,
	"disc" integer NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "track_genres_track_place_pk" PRIMARY KEY("track","place")
);
--> statement-breakpoint
ALTER TABLE "tracks" ADD COLUMN "genre" text collate "C";--> statement-breakpoint
ALTER TABLE "album_genres" ADD CONSTRAINT "album_genres_genre_genres_id_fk" FOREIGN KEY ("genre") REFERENCES "public"."genres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "album_listens" ADD CONSTRAINT "album_listens_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "album_listens" ADD CONSTRAINT "album_listens_album_albums_id_fk" FOREIGN KEY ("album") REFERENCES "public"."albums"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "app_keys" ADD CONSTRAINT "app_keys_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listens" ADD CONSTRAINT "listens_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listens" ADD CONSTRAINT "listens_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "play_queues" ADD CONSTRAINT "play_queues_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playlist_entries" ADD CONSTRAINT "playlist_entries_playlist_playlists_id_fk" FOREIGN KEY ("playlist") REFERENCES "public"."playlists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playlists" ADD CONSTRAINT "playlists_owner_accounts_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_owner_accounts_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stars" ADD CONSTRAINT "stars_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "track_genres" ADD CONSTRAINT "track_genres_genre_genres_id_fk" FOREIGN KEY ("genre") REFERENCES "public"."genres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "album_genres_of_genre" ON "album_genres" USING btree ("genre","sort_key","album");--> statement-breakpoint
CREATE INDEX "album_listens_of_album" ON "album_listens" USING btree ("album");--> statement-breakpoint
CREATE INDEX "album_listens_frequent" ON "album_listens" USING btree ("account","count","album");--> statement-breakpoint
CREATE INDEX "album_listens_recent" ON "album_listens" USING btree ("account","last","album");--> statement-breakpoint
CREATE UNIQUE INDEX "app_keys_hash" ON "app_keys" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "app_keys_account" ON "app_keys" USING btree ("account");--> statement-breakpoint
CREATE INDEX "bookmarks_of_track" ON "bookmarks" USING btree ("track");--> statement-breakpoint
CREATE UNIQUE INDEX "genres_key" ON "genres" USING btree ("key");--> statement-breakpoint
CREATE UNIQUE INDEX "library_albums_id" ON "library_albums" USING btree ("id");--> statement-breakpoint
CREATE INDEX "library_albums_newest" ON "library_albums" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "library_albums_by_name" ON "library_albums" USING btree ("sort_key","id");--> statement-breakpoint
CREATE INDEX "library_albums_by_artist" ON "library_albums" USING btree ("artist_sort_key","year","sort_key","id");--> statement-breakpoint
CREATE INDEX "library_albums_by_year" ON "library_albums" USING btree ("year","id");--> statement-breakpoint
CREATE INDEX "library_albums_by_words" ON "library_albums" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "library_albums_of_artist" ON "library_albums" USING btree ("artist","year","sort_key","id");--> statement-breakpoint
CREATE UNIQUE INDEX "library_artists_id" ON "library_artists" USING btree ("id");--> statement-breakpoint
CREATE INDEX "library_artists_by_name" ON "library_artists" USING btree ("sort_key","id");--> statement-breakpoint
CREATE INDEX "library_artists_by_words" ON "library_artists" USING btree ("name_key");--> statement-breakpoint
CREATE UNIQUE INDEX "library_tracks_id" ON "library_tracks" USING btree ("id");--> statement-breakpoint
CREATE INDEX "library_tracks_of_album" ON "library_tracks" USING btree ("album","disc","number","id");--> statement-breakpoint
CREATE INDEX "library_tracks_by_words" ON "library_tracks" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "library_tracks_of_artist" ON "library_tracks" USING btree ("artist","id");--> statement-breakpoint
CREATE INDEX "listens_of_track" ON "listens" USING btree ("track");--> statement-breakpoint
CREATE INDEX "playlist_entries_of_track" ON "playlist_entries" USING btree ("track");--> statement-breakpoint
CREATE INDEX "playlists_of_owner" ON "playlists" USING btree ("owner","name_key","id");--> statement-breakpoint
CREATE INDEX "playlists_public" ON "playlists" USING btree ("is_public","name_key","id");--> statement-breakpoint
CREATE INDEX "ratings_of_item" ON "ratings" USING btree ("item");--> statement-breakpoint
CREATE INDEX "shares_of_owner" ON "shares" USING btree ("owner","created_at","id");--> statement-breakpoint
CREATE INDEX "stars_newest" ON "stars" USING btree ("account","kind","created_at","item");--> statement-breakpoint
CREATE INDEX "stars_of_item" ON "stars" USING btree ("item");--> statement-breakpoint
CREATE INDEX "track_genres_in_order" ON "track_genres" USING btree ("genre","album","disc","number","track");