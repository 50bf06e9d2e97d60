CREATE TABLE "access_keys" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"key_hash" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"login" text collate "C" NOT NULL,
	"login_key" text collate "C" NOT NULL,
	"email" text collate "C",
	"email_key" text collate "C",
	"password_hash" text collate "C",
	"password_set_at" bigint,
	"role" text collate "C" NOT NULL,
	"active" boolean NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "albums" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"artist" text collate "C" NOT NULL,
	"year" text collate "C" NOT NULL,
	"image" text collate "C",
	"account" text collate "C",
	"hidden" boolean DEFAULT false NOT NULL,
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "artists" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"info" text collate "C",
	"image" text collate "C",
	"account" text collate "C",
	"hidden" boolean DEFAULT false NOT NULL,
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deferred_tasks" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"topic" text collate "C" NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"lane" text collate "C" DEFAULT '' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" bigint DEFAULT 0 NOT NULL,
	"failed_at" bigint,
	"problem" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "token_families" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "favourites" (
	"account" text collate "C" NOT NULL,
	"track" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "favourites_account_track_pk" PRIMARY KEY("account","track")
);
--> statement-breakpoint
CREATE TABLE "feed_events" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"actor" text collate "C" NOT NULL,
	"action" text collate "C" NOT NULL,
	"track" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"place" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"size" bigint NOT NULL,
	"facts" jsonb NOT NULL,
	"original_name" text collate "C" NOT NULL,
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"follower" text collate "C" NOT NULL,
	"followed" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "follows_another" CHECK ("follows"."follower" <> "follows"."followed")
);
--> statement-breakpoint
CREATE TABLE "history" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account" text collate "C" NOT NULL,
	"track" text collate "C" NOT NULL,
	"heard_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"account" text collate "C" PRIMARY KEY NOT NULL,
	"display_name" text collate "C",
	"bio" text collate "C",
	"location" text collate "C",
	"genres" jsonb NOT NULL,
	"instruments" jsonb NOT NULL,
	"links" jsonb NOT NULL,
	"email_notifications" boolean NOT NULL,
	"show_online_status" boolean NOT NULL,
	"is_private" boolean NOT NULL,
	"avatar" text collate "C",
	"cover" text collate "C",
	"tracks" integer NOT NULL,
	"followers" integer NOT NULL,
	"following" integer NOT NULL,
	"plays" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"hash" text collate "C" PRIMARY KEY NOT NULL,
	"family_id" text collate "C" NOT NULL,
	"used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"account_id" text collate "C" PRIMARY KEY NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tracks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"album" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"duration" integer,
	"image" text collate "C",
	"audio" text collate "C",
	"plays" bigint DEFAULT 0 NOT NULL,
	"account" text collate "C",
	"hidden" boolean DEFAULT false NOT NULL,
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"owner" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	"track" text collate "C",
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_keys" ADD CONSTRAINT "access_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_artist_artists_id_fk" FOREIGN KEY ("artist") REFERENCES "public"."artists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_families" ADD CONSTRAINT "token_families_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "favourites" ADD CONSTRAINT "favourites_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_events" ADD CONSTRAINT "feed_events_actor_accounts_id_fk" FOREIGN KEY ("actor") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_events" ADD CONSTRAINT "feed_events_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_follower_accounts_id_fk" FOREIGN KEY ("follower") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_followed_accounts_id_fk" FOREIGN KEY ("followed") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_family_id_token_families_id_fk" FOREIGN KEY ("family_id") REFERENCES "public"."token_families"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_album_albums_id_fk" FOREIGN KEY ("album") REFERENCES "public"."albums"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_audio_files_name_fk" FOREIGN KEY ("audio") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_owner_accounts_id_fk" FOREIGN KEY ("owner") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_keys_account" ON "access_keys" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_keys_hash" ON "access_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_login_key" ON "accounts" USING btree ("login_key");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "accounts_role" ON "accounts" USING btree ("role");--> statement-breakpoint
CREATE INDEX "albums_in_order" ON "albums" USING btree ("year","name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "albums_of_artist" ON "albums" USING btree ("artist","year","name","id");--> statement-breakpoint
CREATE INDEX "albums_image" ON "albums" USING btree ("image");--> statement-breakpoint
CREATE INDEX "albums_account" ON "albums" USING btree ("account","name");--> statement-breakpoint
CREATE INDEX "artists_in_order" ON "artists" USING btree ("name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "artists_image" ON "artists" USING btree ("image");--> statement-breakpoint
CREATE UNIQUE INDEX "artists_account" ON "artists" USING btree ("account");--> statement-breakpoint
CREATE INDEX "deferred_tasks_lane" ON "deferred_tasks" USING btree ("lane","id") WHERE failed_at is null;--> statement-breakpoint
CREATE INDEX "token_families_account" ON "token_families" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "token_families_expiry" ON "token_families" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "favourites_newest" ON "favourites" USING btree ("account","created_at","track");--> statement-breakpoint
CREATE INDEX "feed_events_newest" ON "feed_events" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "feed_events_of_track" ON "feed_events" USING btree ("track");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_once" ON "follows" USING btree ("follower","followed");--> statement-breakpoint
CREATE INDEX "follows_of_follower" ON "follows" USING btree ("follower","created_at","id","followed");--> statement-breakpoint
CREATE INDEX "follows_of_followed" ON "follows" USING btree ("followed","created_at","id","follower");--> statement-breakpoint
CREATE INDEX "history_newest" ON "history" USING btree ("account","heard_at","id");--> statement-breakpoint
CREATE INDEX "history_of_track" ON "history" USING btree ("track");--> statement-breakpoint
CREATE INDEX "recordings_account" ON "recordings" USING btree ("account");--> statement-breakpoint
CREATE UNIQUE INDEX "recordings_file" ON "recordings" USING btree ("file");--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "tracks_in_order" ON "tracks" USING btree ("album","position","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","position");--> statement-breakpoint
CREATE INDEX "tracks_image" ON "tracks" USING btree ("image");--> statement-breakpoint
CREATE UNIQUE INDEX "tracks_audio" ON "tracks" USING btree ("audio");--> statement-breakpoint
CREATE INDEX "tracks_account" ON "tracks" USING btree ("account");--> statement-breakpoint
CREATE INDEX "uploads_newest" ON "uploads" USING btree ("owner","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_file" ON "uploads" USING btree ("file");--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_avatar" ON "uploads" USING btree ("owner") WHERE kind = 'avatar';--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_of_track" ON "uploads" USING btree ("track","kind");