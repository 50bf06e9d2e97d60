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
CREATE TABLE "appendices" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"contract_id" text collate "C" NOT NULL,
	"number" text collate "C" NOT NULL,
	"ordinal" integer NOT NULL,
	"type" text collate "C" NOT NULL,
	"file" text collate "C",
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
CREATE TABLE "contract_years" (
	"year" integer PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contracts" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"artist_id" text collate "C" NOT NULL,
	"number" text collate "C" NOT NULL,
	"year" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"percentage" integer NOT NULL,
	"file" text collate "C",
	"status" text collate "C" NOT NULL,
	"appendices" integer NOT NULL,
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
CREATE TABLE "documents" (
	"artist_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"document_id" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	CONSTRAINT "documents_artist_id_type_document_id_pk" PRIMARY KEY("artist_id","type","document_id")
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
CREATE TABLE "release_files" (
	"release_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"size" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	CONSTRAINT "release_files_release_id_name_size_pk" PRIMARY KEY("release_id","name","size")
);
--> statement-breakpoint
CREATE TABLE "release_history" (
	"release_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"status" integer NOT NULL,
	"message" text collate "C" NOT NULL,
	"editor" text collate "C" NOT NULL,
	"editor_login" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "release_history_release_id_number_pk" PRIMARY KEY("release_id","number")
);
--> statement-breakpoint
CREATE TABLE "release_notes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"release_id" text collate "C" NOT NULL,
	"focus_tracks" jsonb NOT NULL,
	"pitched" jsonb NOT NULL,
	"comment" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "release_tracks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"release_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"name" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	"duration" integer NOT NULL,
	"feat" jsonb NOT NULL,
	"authors" jsonb,
	"lyrics" text collate "C",
	"ttml_key" text collate "C",
	"explicit" boolean NOT NULL,
	"isrc" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"artist_id" text collate "C" NOT NULL,
	"status" integer NOT NULL,
	"message" text collate "C" NOT NULL,
	"name" text collate "C",
	"name_key" text collate "C",
	"type" text collate "C",
	"date" text collate "C",
	"cover" text collate "C",
	"feat" jsonb NOT NULL,
	"authors" jsonb,
	"upc" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roster" (
	"account_id" text collate "C" PRIMARY KEY NOT NULL,
	"role" text collate "C" NOT NULL,
	"surname" text collate "C",
	"surname_key" text collate "C",
	"firstname" text collate "C",
	"firstname_key" text collate "C",
	"patronymic" text collate "C",
	"contact" text collate "C",
	"contact_key" text collate "C",
	"stage_name" text collate "C" NOT NULL,
	"stage_name_key" text collate "C" NOT NULL,
	"manager_id" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "royalty_accounts" (
	"artist_id" text collate "C" PRIMARY KEY NOT NULL,
	"details" text collate "C",
	"active" bigint NOT NULL,
	"total" bigint NOT NULL,
	"entries" integer NOT NULL,
	"blocked" boolean NOT NULL,
	CONSTRAINT "royalty_accounts_sums" CHECK ("royalty_accounts"."active" >= 0 and "royalty_accounts"."total" >= "royalty_accounts"."active")
);
--> statement-breakpoint
CREATE TABLE "royalty_entries" (
	"artist_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"type" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"period" text collate "C",
	"receipt_key" text collate "C",
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	"made_at" bigint NOT NULL,
	CONSTRAINT "royalty_entries_artist_id_number_pk" PRIMARY KEY("artist_id","number"),
	CONSTRAINT "royalty_entries_amount" CHECK ("royalty_entries"."amount" > 0),
	CONSTRAINT "royalty_entries_type" CHECK ("royalty_entries"."type" in ('income', 'payout'))
);
--> statement-breakpoint
CREATE TABLE "royalty_keys" (
	"caller_id" text collate "C" NOT NULL,
	"operation" text collate "C" NOT NULL,
	"key" text collate "C" NOT NULL,
	"request_hash" text collate "C" NOT NULL,
	"outcome" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "royalty_keys_caller_id_operation_key_pk" PRIMARY KEY("caller_id","operation","key")
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
ALTER TABLE "appendices" ADD CONSTRAINT "appendices_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "release_files" ADD CONSTRAINT "release_files_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_files" ADD CONSTRAINT "release_files_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_history" ADD CONSTRAINT "release_history_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_notes" ADD CONSTRAINT "release_notes_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_tracks" ADD CONSTRAINT "release_tracks_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_artist_id_roster_account_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."roster"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster" ADD CONSTRAINT "roster_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster" ADD CONSTRAINT "roster_manager_id_accounts_id_fk" FOREIGN KEY ("manager_id") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD CONSTRAINT "royalty_accounts_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_artist_id_royalty_accounts_artist_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."royalty_accounts"("artist_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_keys" ADD CONSTRAINT "royalty_keys_caller_id_accounts_id_fk" FOREIGN KEY ("caller_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
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
CREATE INDEX "albums_created_by" ON "albums" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "albums_account" ON "albums" USING btree ("account","name");--> statement-breakpoint
CREATE UNIQUE INDEX "appendices_number" ON "appendices" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "appendices_in_order" ON "appendices" USING btree ("contract_id","ordinal");--> statement-breakpoint
CREATE INDEX "artists_in_order" ON "artists" USING btree ("name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "artists_image" ON "artists" USING btree ("image");--> statement-breakpoint
CREATE INDEX "artists_created_by" ON "artists" USING btree ("created_by");--> statement-breakpoint
CREATE UNIQUE INDEX "artists_account" ON "artists" USING btree ("account");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_artist" ON "contracts" USING btree ("artist_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_number" ON "contracts" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_in_order" ON "contracts" USING btree ("year","ordinal");--> statement-breakpoint
CREATE INDEX "contracts_newest" ON "contracts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "deferred_tasks_waiting" ON "deferred_tasks" USING btree ("due_at") WHERE due_at > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_file" ON "documents" USING btree ("file");--> statement-breakpoint
CREATE INDEX "token_families_account" ON "token_families" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "token_families_expiry" ON "token_families" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "favourites_newest" ON "favourites" USING btree ("account","created_at","track");--> statement-breakpoint
CREATE INDEX "feed_events_newest" ON "feed_events" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "feed_events_of_track" ON "feed_events" USING btree ("track");--> statement-breakpoint
CREATE INDEX "files_created_by" ON "files" USING btree ("created_by");--> statement-breakpoint
CREATE UNIQUE INDEX "follows_once" ON "follows" USING btree ("follower","followed");--> statement-breakpoint
CREATE INDEX "follows_of_follower" ON "follows" USING btree ("follower","created_at","id","followed");--> statement-breakpoint
CREATE INDEX "follows_of_followed" ON "follows" USING btree ("followed","created_at","id","follower");--> statement-breakpoint
CREATE INDEX "history_newest" ON "history" USING btree ("account","heard_at","id");--> statement-breakpoint
CREATE INDEX "history_of_track" ON "history" USING btree ("track");--> statement-breakpoint
CREATE INDEX "recordings_account" ON "recordings" USING btree ("account");--> statement-breakpoint
CREATE UNIQUE INDEX "recordings_file" ON "recordings" USING btree ("file");--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE UNIQUE INDEX "release_files_file" ON "release_files" USING btree ("file");--> statement-breakpoint
CREATE UNIQUE INDEX "release_notes_release" ON "release_notes" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "release_tracks_in_order" ON "release_tracks" USING btree ("release_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "release_tracks_file" ON "release_tracks" USING btree ("release_id","file");--> statement-breakpoint
CREATE UNIQUE INDEX "release_tracks_isrc" ON "release_tracks" USING btree ("isrc");--> statement-breakpoint
CREATE UNIQUE INDEX "releases_draft" ON "releases" USING btree ("artist_id") WHERE status = 0;--> statement-breakpoint
CREATE UNIQUE INDEX "releases_upc" ON "releases" USING btree ("upc");--> statement-breakpoint
CREATE INDEX "releases_in_order" ON "releases" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "releases_of_artist" ON "releases" USING btree ("artist_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "releases_by_name" ON "releases" USING btree ("name_key","id");--> statement-breakpoint
CREATE INDEX "roster_newest" ON "roster" USING btree ("created_at","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_role" ON "roster" USING btree ("role","account_id");--> statement-breakpoint
CREATE INDEX "roster_newest_of_role" ON "roster" USING btree ("role","created_at","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_stage_name" ON "roster" USING btree ("role","stage_name_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_surname" ON "roster" USING btree ("role","surname_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_firstname" ON "roster" USING btree ("role","firstname_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_of_manager" ON "roster" USING btree ("manager_id","stage_name_key","account_id");--> statement-breakpoint
CREATE INDEX "royalty_keys_age" ON "royalty_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "tracks_in_order" ON "tracks" USING btree ("album","position","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","position");--> statement-breakpoint
CREATE INDEX "tracks_image" ON "tracks" USING btree ("image");--> statement-breakpoint
CREATE INDEX "tracks_created_by" ON "tracks" USING btree ("created_by");--> statement-breakpoint
CREATE UNIQUE INDEX "tracks_audio" ON "tracks" USING btree ("audio");--> statement-breakpoint
CREATE INDEX "tracks_account" ON "tracks" USING btree ("account");--> statement-breakpoint
CREATE INDEX "uploads_newest" ON "uploads" USING btree ("owner","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_file" ON "uploads" USING btree ("file");--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_avatar" ON "uploads" USING btree ("owner") WHERE kind = 'avatar';--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_of_track" ON "uploads" USING btree ("track","kind");