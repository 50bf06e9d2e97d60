CREATE TABLE "code_pools" (
	"kind" text collate "C" PRIMARY KEY NOT NULL,
	"stem" text collate "C" NOT NULL,
	"shown" integer NOT NULL,
	"first" bigint NOT NULL,
	"last" bigint NOT NULL,
	"next" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contract_endings" (
	"contract_id" text collate "C" PRIMARY KEY NOT NULL,
	"day" text collate "C",
	"told" text collate "C"
);
--> statement-breakpoint
CREATE TABLE "given_codes" (
	"code" text collate "C" PRIMARY KEY NOT NULL,
	"given_to" text collate "C" NOT NULL,
	"given_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"text" text collate "C" NOT NULL,
	"subject_kind" text collate "C" NOT NULL,
	"subject_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"read_at" bigint
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"hook_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"body" text collate "C" NOT NULL,
	"status" text collate "C" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"response_status" integer,
	"error" text collate "C",
	"created_at" bigint NOT NULL,
	"next_at" bigint,
	"leased_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"place" integer NOT NULL,
	"url" text collate "C" NOT NULL,
	"events" jsonb,
	"sealed" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "version" text collate "C";--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "language" text collate "C";--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "lyrics_language" text collate "C";--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "p_line" text collate "C";--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "contributors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "release_tracks" ADD COLUMN "preview_start" integer;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "version" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "genre" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "subgenre" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "language" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "p_line" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "c_line" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "label_name" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "catalogue_number" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "original_date" text collate "C";--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "territories" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "releases" ADD COLUMN "contributors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_newest" ON "notifications" USING btree ("account_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("account_id","created_at","id") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_newest" ON "webhook_deliveries" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("hook_id","next_at","id") WHERE next_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "webhooks_url" ON "webhooks" USING btree ("url");--> statement-breakpoint
CREATE UNIQUE INDEX "webhooks_place" ON "webhooks" USING btree ("place");