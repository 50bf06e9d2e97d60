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
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "artists" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"info" text collate "C",
	"image" text collate "C",
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
CREATE TABLE "history" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account" text collate "C" NOT NULL,
	"track" text collate "C" NOT NULL,
	"heard_at" bigint NOT NULL
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
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_artist_artists_id_fk" FOREIGN KEY ("artist") REFERENCES "public"."artists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_families" ADD CONSTRAINT "token_families_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "favourites" ADD CONSTRAINT "favourites_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_family_id_token_families_id_fk" FOREIGN KEY ("family_id") REFERENCES "public"."token_families"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_album_albums_id_fk" FOREIGN KEY ("album") REFERENCES "public"."albums"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_audio_files_name_fk" FOREIGN KEY ("audio") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracks" ADD CONSTRAINT "tracks_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_login_key" ON "accounts" USING btree ("login_key");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "accounts_role" ON "accounts" USING btree ("role");--> statement-breakpoint
CREATE INDEX "albums_in_order" ON "albums" USING btree ("year","name","id");--> statement-breakpoint
CREATE INDEX "albums_of_artist" ON "albums" USING btree ("artist","year","name","id");--> statement-breakpoint
CREATE INDEX "albums_image" ON "albums" USING btree ("image");--> statement-breakpoint
CREATE INDEX "artists_in_order" ON "artists" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "artists_image" ON "artists" USING btree ("image");--> statement-breakpoint
CREATE INDEX "deferred_tasks_waiting" ON "deferred_tasks" USING btree ("due_at") WHERE due_at > 0;--> statement-breakpoint
CREATE INDEX "token_families_account" ON "token_families" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "token_families_expiry" ON "token_families" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "favourites_newest" ON "favourites" USING btree ("account","created_at","track");--> statement-breakpoint
CREATE INDEX "history_newest" ON "history" USING btree ("account","heard_at","id");--> statement-breakpoint
CREATE INDEX "history_of_track" ON "history" USING btree ("track");--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","position","id");--> statement-breakpoint
CREATE INDEX "tracks_image" ON "tracks" USING btree ("image");--> statement-breakpoint
CREATE UNIQUE INDEX "tracks_audio" ON "tracks" USING btree ("audio");