CREATE TABLE "contract_shares" (
	"contract_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"percentage" integer NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "contract_shares_contract_id_number_pk" PRIMARY KEY("contract_id","number")
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text collate "C" PRIMARY KEY NOT NULL,
	"value" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "contracts_artist";--> statement-breakpoint
ALTER TABLE "albums" ADD COLUMN "release" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "profiles" ADD COLUMN "listed" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "tracks" ADD COLUMN "release" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contract_shares" ADD CONSTRAINT "contract_shares_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "albums_by_name" ON "albums" USING btree ("name","id") WHERE not hidden;--> statement-breakpoint
CREATE INDEX "appendices_file" ON "appendices" USING btree ("file");--> statement-breakpoint
CREATE UNIQUE INDEX "contracts_in_force" ON "contracts" USING btree ("artist_id") WHERE status = 'active';--> statement-breakpoint
CREATE INDEX "contracts_of_artist" ON "contracts" USING btree ("artist_id","created_at","id");--> statement-breakpoint
CREATE INDEX "contracts_file" ON "contracts" USING btree ("file");--> statement-breakpoint
CREATE INDEX "favourites_of_track" ON "favourites" USING btree ("track");--> statement-breakpoint
CREATE INDEX "profiles_listed" ON "profiles" USING btree ("account") WHERE listed;--> statement-breakpoint
CREATE INDEX "royalty_entries_receipt" ON "royalty_entries" USING btree ("receipt_key");