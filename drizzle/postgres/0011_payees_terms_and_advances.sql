CREATE TABLE "batch_payouts" (
	"batch_id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"payee_id" text collate "C" NOT NULL,
	"entry" integer NOT NULL,
	"amount" bigint NOT NULL,
	"balance" bigint NOT NULL,
	"name" text collate "C" NOT NULL,
	"details" text collate "C" NOT NULL,
	CONSTRAINT "batch_payouts_batch_id_position_pk" PRIMARY KEY("batch_id","position")
);
--> statement-breakpoint
CREATE TABLE "payees" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"contact" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payout_batches" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"total" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recoupables" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"artist_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"open" bigint NOT NULL,
	"release_id" text collate "C",
	"note" text collate "C",
	"date" text collate "C" NOT NULL,
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "recoupables_type" CHECK ("recoupables"."type" in ('advance', 'cost')),
	CONSTRAINT "recoupables_open" CHECK ("recoupables"."amount" > 0 and "recoupables"."open" between 0 and "recoupables"."amount")
);
--> statement-breakpoint
CREATE TABLE "recoupments" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"recoupable_id" text collate "C" NOT NULL,
	"report_id" text collate "C" NOT NULL,
	"amount" bigint NOT NULL,
	"made_at" bigint NOT NULL,
	CONSTRAINT "recoupments_amount" CHECK ("recoupments"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "split_parties" (
	"split" bigint NOT NULL,
	"position" integer NOT NULL,
	"payee_id" text collate "C" NOT NULL,
	"share" integer NOT NULL,
	CONSTRAINT "split_parties_split_position_pk" PRIMARY KEY("split","position"),
	CONSTRAINT "split_parties_share" CHECK ("split_parties"."share" between 1 and 10000)
);
--> statement-breakpoint
CREATE TABLE "splits" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"release_id" text collate "C",
	"track_id" text collate "C",
	"from_day" text collate "C",
	"created_at" bigint NOT NULL,
	CONSTRAINT "splits_subject" CHECK (("splits"."release_id" is null) <> ("splits"."track_id" is null))
);
--> statement-breakpoint
CREATE TABLE "term_rules" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"id" text collate "C" NOT NULL,
	"artist_id" text collate "C" NOT NULL,
	"percentage" integer NOT NULL,
	"release_id" text collate "C",
	"track_id" text collate "C",
	"territories" jsonb NOT NULL,
	"stores" jsonb NOT NULL,
	"sale_types" jsonb NOT NULL,
	"from_day" text collate "C",
	"to_day" text collate "C",
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "royalty_entries" RENAME COLUMN "artist_id" TO "payee_id";--> statement-breakpoint
ALTER TABLE "royalty_accounts" DROP CONSTRAINT "royalty_accounts_sums";--> statement-breakpoint
ALTER TABLE "royalty_entries" DROP CONSTRAINT "royalty_entries_amount";--> statement-breakpoint
ALTER TABLE "royalty_entries" DROP CONSTRAINT "royalty_entries_type";--> statement-breakpoint
ALTER TABLE "royalty_entries" DROP CONSTRAINT "royalty_entries_artist_id_royalty_accounts_artist_id_fk";
--> statement-breakpoint
ALTER TABLE "royalty_entries" DROP CONSTRAINT "royalty_entries_artist_id_number_pk";--> statement-breakpoint
ALTER TABLE "royalty_accounts" RENAME COLUMN "artist_id" TO "payee_id";--> statement-breakpoint
ALTER TABLE "royalty_accounts" DROP CONSTRAINT "royalty_accounts_artist_id_accounts_id_fk";--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD COLUMN "artist_id" text collate "C";--> statement-breakpoint
UPDATE "royalty_accounts" SET "artist_id" = "payee_id";--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD CONSTRAINT "royalty_accounts_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_payee_id_number_pk" PRIMARY KEY("payee_id","number");--> statement-breakpoint
ALTER TABLE "contract_shares" ADD COLUMN "from_day" text collate "C";--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "to_day" text collate "C";--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "terminated_at" bigint;--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD COLUMN "report_id" text collate "C";--> statement-breakpoint
ALTER TABLE "batch_payouts" ADD CONSTRAINT "batch_payouts_batch_id_payout_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."payout_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_payouts" ADD CONSTRAINT "batch_payouts_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payees" ADD CONSTRAINT "payees_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoupables" ADD CONSTRAINT "recoupables_artist_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoupables" ADD CONSTRAINT "recoupables_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoupments" ADD CONSTRAINT "recoupments_recoupable_id_recoupables_id_fk" FOREIGN KEY ("recoupable_id") REFERENCES "public"."recoupables"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "split_parties" ADD CONSTRAINT "split_parties_split_splits_number_fk" FOREIGN KEY ("split") REFERENCES "public"."splits"("number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "split_parties" ADD CONSTRAINT "split_parties_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "splits" ADD CONSTRAINT "splits_track_id_release_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."release_tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "term_rules" ADD CONSTRAINT "term_rules_artist_id_accounts_id_fk" FOREIGN KEY ("artist_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "term_rules" ADD CONSTRAINT "term_rules_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "term_rules" ADD CONSTRAINT "term_rules_track_id_release_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."release_tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "batch_payouts_entry" ON "batch_payouts" USING btree ("payee_id","entry");--> statement-breakpoint
CREATE INDEX "recoupables_in_order" ON "recoupables" USING btree ("artist_id","date","id");--> statement-breakpoint
CREATE INDEX "recoupables_release" ON "recoupables" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "recoupments_of_item" ON "recoupments" USING btree ("recoupable_id","number");--> statement-breakpoint
CREATE INDEX "recoupments_of_report" ON "recoupments" USING btree ("report_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "split_parties_payee" ON "split_parties" USING btree ("payee_id","split");--> statement-breakpoint
CREATE INDEX "splits_release" ON "splits" USING btree ("release_id","number");--> statement-breakpoint
CREATE INDEX "splits_track" ON "splits" USING btree ("track_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "term_rules_id" ON "term_rules" USING btree ("id");--> statement-breakpoint
CREATE INDEX "term_rules_of_artist" ON "term_rules" USING btree ("artist_id","number");--> statement-breakpoint
CREATE INDEX "term_rules_release" ON "term_rules" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "term_rules_track" ON "term_rules" USING btree ("track_id");--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "royalty_accounts_of_artists" ON "royalty_accounts" USING btree ("artist_id");--> statement-breakpoint
CREATE INDEX "royalty_accounts_balances" ON "royalty_accounts" USING btree ("active","payee_id");--> statement-breakpoint
CREATE UNIQUE INDEX "royalty_entries_report" ON "royalty_entries" USING btree ("report_id","payee_id","type") WHERE report_id is not null;--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD CONSTRAINT "royalty_accounts_artist" CHECK ("royalty_accounts"."artist_id" = "royalty_accounts"."payee_id");--> statement-breakpoint
ALTER TABLE "royalty_accounts" ADD CONSTRAINT "royalty_accounts_sums" CHECK ("royalty_accounts"."total" >= "royalty_accounts"."active");--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_amount" CHECK (case when "royalty_entries"."type" = 'correction' then "royalty_entries"."amount" < 0 else "royalty_entries"."amount" > 0 end);--> statement-breakpoint
ALTER TABLE "royalty_entries" ADD CONSTRAINT "royalty_entries_type" CHECK ("royalty_entries"."type" in ('income', 'payout', 'correction'));