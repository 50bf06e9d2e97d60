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
DROP INDEX "albums_in_order";--> statement-breakpoint
DROP INDEX "artists_in_order";--> statement-breakpoint
DROP INDEX "tracks_of_album";--> statement-breakpoint
ALTER TABLE "albums" ADD COLUMN "hidden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "artists" ADD COLUMN "hidden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tracks" ADD COLUMN "hidden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "release_files" ADD CONSTRAINT "release_files_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_files" ADD CONSTRAINT "release_files_file_files_name_fk" FOREIGN KEY ("file") REFERENCES "public"."files"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_history" ADD CONSTRAINT "release_history_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_notes" ADD CONSTRAINT "release_notes_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_tracks" ADD CONSTRAINT "release_tracks_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_artist_id_roster_account_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."roster"("account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
CREATE INDEX "tracks_in_order" ON "tracks" USING btree ("album","position","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "albums_in_order" ON "albums" USING btree ("year","name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "artists_in_order" ON "artists" USING btree ("name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "tracks_of_album" ON "tracks" USING btree ("album","position");