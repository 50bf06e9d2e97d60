CREATE TABLE "report_currencies" (
	"report" integer NOT NULL,
	"currency" text collate "C" NOT NULL,
	"lines" integer NOT NULL,
	"tenths" bigint NOT NULL,
	"rest" bigint NOT NULL,
	"rate" text collate "C",
	CONSTRAINT "report_currencies_report_currency_pk" PRIMARY KEY("report","currency")
);
--> statement-breakpoint
CREATE TABLE "report_lines" (
	"report" integer NOT NULL,
	"number" integer NOT NULL,
	"line" integer NOT NULL,
	"song" integer NOT NULL,
	"place" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"gross_tenths" integer,
	"gross_rest" integer,
	"net_tenths" integer NOT NULL,
	"net_rest" integer NOT NULL,
	CONSTRAINT "report_lines_report_number_pk" PRIMARY KEY("report","number")
);
--> statement-breakpoint
CREATE TABLE "report_places" (
	"report" integer NOT NULL,
	"number" integer NOT NULL,
	"kind" text collate "C" NOT NULL,
	"month" text collate "C",
	"report_month" text collate "C",
	"store" text collate "C" NOT NULL,
	"country" text collate "C" NOT NULL,
	"sale_type" text collate "C" NOT NULL,
	"currency" text collate "C" NOT NULL,
	"lines" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"tenths" bigint NOT NULL,
	"rest" bigint NOT NULL,
	CONSTRAINT "report_places_report_number_pk" PRIMARY KEY("report","number")
);
--> statement-breakpoint
CREATE TABLE "report_songs" (
	"report" integer NOT NULL,
	"number" integer NOT NULL,
	"key" text collate "C" NOT NULL,
	"isrc" text collate "C" NOT NULL,
	"isrc_code" text collate "C" NOT NULL,
	"upc" text collate "C" NOT NULL,
	"title" text collate "C" NOT NULL,
	"artist" text collate "C" NOT NULL,
	"reason" text collate "C",
	"track_id" text collate "C",
	"release_id" text collate "C",
	"artist_id" text collate "C",
	CONSTRAINT "report_songs_report_number_pk" PRIMARY KEY("report","number")
);
--> statement-breakpoint
CREATE TABLE "report_sources" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"mapping" jsonb NOT NULL,
	"changed_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_sums" (
	"report" integer NOT NULL,
	"by" integer NOT NULL,
	"song" integer NOT NULL,
	"number" integer NOT NULL,
	"word" text collate "C" NOT NULL,
	"month" text collate "C" NOT NULL,
	"currency" text collate "C" NOT NULL,
	"lines" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"tenths" bigint NOT NULL,
	"rest" bigint NOT NULL,
	CONSTRAINT "report_sums_report_by_song_number_pk" PRIMARY KEY("report","by","song","number")
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"id" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"source" text collate "C" NOT NULL,
	"file" text collate "C" NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"period" text collate "C",
	"first_month" text collate "C",
	"last_month" text collate "C",
	"lines" integer NOT NULL,
	"matched" integer NOT NULL,
	"not_found" integer NOT NULL,
	"other_title" integer NOT NULL,
	"ambiguous" integer NOT NULL,
	"faulty" integer NOT NULL,
	"ignored" integer NOT NULL,
	"rounded" integer NOT NULL,
	"errors" jsonb NOT NULL,
	"done" integer NOT NULL,
	"total" integer NOT NULL,
	"holder" text collate "C",
	"held_until" bigint,
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"booked_at" bigint,
	"reversed_at" bigint,
	"booking" jsonb
);
--> statement-breakpoint
CREATE TABLE "song_assignments" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"track_id" text collate "C",
	"release_id" text collate "C",
	"made_by" text collate "C" NOT NULL,
	"made_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "report_currencies" ADD CONSTRAINT "report_currencies_report_reports_number_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_places" ADD CONSTRAINT "report_places_report_reports_number_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_songs" ADD CONSTRAINT "report_songs_report_reports_number_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "song_assignments" ADD CONSTRAINT "song_assignments_track_id_release_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."release_tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "song_assignments" ADD CONSTRAINT "song_assignments_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_lines_of_song" ON "report_lines" USING btree ("report","song");--> statement-breakpoint
CREATE INDEX "report_places_store" ON "report_places" USING btree ("store","report");--> statement-breakpoint
CREATE INDEX "report_songs_key" ON "report_songs" USING btree ("key");--> statement-breakpoint
CREATE INDEX "report_songs_isrc" ON "report_songs" USING btree ("isrc_code");--> statement-breakpoint
CREATE INDEX "report_songs_track" ON "report_songs" USING btree ("track_id");--> statement-breakpoint
CREATE INDEX "report_songs_release" ON "report_songs" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "report_songs_artist" ON "report_songs" USING btree ("artist_id");--> statement-breakpoint
CREATE INDEX "report_sums_word" ON "report_sums" USING btree ("word","by");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_id" ON "reports" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_bytes" ON "reports" USING btree ("sha256") WHERE state <> 'reversed' and state <> 'deleted';--> statement-breakpoint
CREATE INDEX "song_assignments_track" ON "song_assignments" USING btree ("track_id");--> statement-breakpoint
CREATE INDEX "song_assignments_release" ON "song_assignments" USING btree ("release_id");