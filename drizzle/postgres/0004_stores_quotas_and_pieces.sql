CREATE TABLE "leases" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"holder" text collate "C" NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "loose_files" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"place" text collate "C" NOT NULL,
	"store" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recent_plays" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "resumable_uploads" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"account" text collate "C" NOT NULL,
	"length" bigint NOT NULL,
	"received" bigint NOT NULL,
	"original_name" text collate "C" NOT NULL,
	"metadata" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upload_pieces" (
	"upload" text collate "C" NOT NULL,
	"start" bigint NOT NULL,
	"size" bigint NOT NULL,
	"name" text collate "C" NOT NULL,
	"store" text collate "C" NOT NULL,
	CONSTRAINT "upload_pieces_upload_start_pk" PRIMARY KEY("upload","start")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "used" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "reserved" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "quota" bigint;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "store" text collate "C" DEFAULT 'folder' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "sha256" text collate "C";--> statement-breakpoint
ALTER TABLE "resumable_uploads" ADD CONSTRAINT "resumable_uploads_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload_pieces" ADD CONSTRAINT "upload_pieces_upload_resumable_uploads_id_fk" FOREIGN KEY ("upload") REFERENCES "public"."resumable_uploads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "loose_files_since" ON "loose_files" USING btree ("since");--> statement-breakpoint
CREATE INDEX "recent_plays_at" ON "recent_plays" USING btree ("at");--> statement-breakpoint
CREATE INDEX "resumable_uploads_account" ON "resumable_uploads" USING btree ("account");--> statement-breakpoint
CREATE INDEX "resumable_uploads_expiry" ON "resumable_uploads" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "upload_pieces_name" ON "upload_pieces" USING btree ("name");--> statement-breakpoint
CREATE INDEX "files_in_s3" ON "files" USING btree ("name") WHERE store = 's3';