CREATE TABLE "accounts" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"login" text collate "C" NOT NULL,
	"login_key" text collate "C" NOT NULL,
	"email" text collate "C",
	"email_key" text collate "C",
	"password_hash" text collate "C",
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
	"created_by" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_artist_artists_id_fk" FOREIGN KEY ("artist") REFERENCES "public"."artists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "albums" ADD CONSTRAINT "albums_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appendices" ADD CONSTRAINT "appendices_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_image_files_name_fk" FOREIGN KEY ("image") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artists" ADD CONSTRAINT "artists_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_families" ADD CONSTRAINT "token_families_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_created_by_accounts_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history" ADD CONSTRAINT "history_track_tracks_id_fk" FOREIGN KEY ("track") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_family_id_token_families_id_fk" FOREIGN KEY ("family_id") REFERENCES "public"."token_families"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster" ADD CONSTRAINT "roster_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roster" ADD CONSTRAINT "roster_manager_id_accounts_id_fk" FOREIGN KEY ("manager_id") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD CONSTRAINT "royalty_accounts_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_artist_id_royalty_accounts_artist_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."royalty_accounts"("artist_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_keys" ADD CONSTRAINT "royalty_keys_caller_id_accounts_id_fk" FOREIGN KEY ("caller_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
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
CREATE UNIQUE INDEX "appendices_number" ON "appendices" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "appendices_in_order" ON "appendices" USING btree ("contract_id","ordinal");--> statement-breakpoint
CREATE INDEX "artists_in_order" ON "artists" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "artists_image" ON "artists" USING btree ("image");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_artist" ON "contracts" USING btree ("artist_id");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_number" ON "contracts" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_in_order" ON "contracts" USING btree ("year","ordinal");--> statement-breakpoint
CREATE INDEX "contracts_newest" ON "contracts" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_file" ON "documents" USING btree ("file");--> statement-breakpoint
CREATE INDEX "token_families_account" ON "token_families" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "token_families_expiry" ON "token_families" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "history_newest" ON "history" USING btree ("account","heard_at","id");--> statement-breakpoint
CREATE INDEX "history_of_track" ON "history" USING btree ("track");--> statement-breakpoint
CREATE INDEX "refresh_tokens_family" ON "refresh_tokens" USING btree ("family_id");--> statement-breakpoint
CREATE INDEX "roster_newest" ON "roster" USING btree ("created_at","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_role" ON "roster" USING btree ("role","account_id");--> statement-breakpoint
CREATE INDEX "roster_newest_of_role" ON "roster" USING btree ("role","created_at","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_stage_name" ON "roster" USING btree ("role","stage_name_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_surname" ON "roster" USING btree ("role","surname_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_by_firstname" ON "roster" USING btree ("role","firstname_key","account_id");--> statement-breakpoint
CREATE INDEX "roster_of_manager" ON "roster" USING btree ("manager_id","stage_name_key","account_id");--> statement-breakpoint
CREATE INDEX "royalty_keys_age" ON "royalty_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","position","id");--> statement-breakpoint
CREATE INDEX "tracks_image" ON "tracks" USING btree ("image");--> statement-breakpoint
CREATE UNIQUE INDEX "tracks_audio" ON "tracks" USING btree ("audio");