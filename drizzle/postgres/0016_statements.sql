CREATE TABLE "closed_accounts" (
	"payee_id" text collate "C" PRIMARY KEY NOT NULL,
	"entries" integer NOT NULL,
	"closing" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "period_closes" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"period" text collate "C" NOT NULL,
	"alive_at" bigint NOT NULL,
	"closed_at" bigint,
	"last_booking" integer,
	"statements" integer,
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	CONSTRAINT "period_closes_closed" CHECK (("period_closes"."closed_at" is null) = ("period_closes"."statements" is null))
);
--> statement-breakpoint
CREATE TABLE "statement_sections" (
	"close_id" text collate "C" NOT NULL,
	"payee_id" text collate "C" NOT NULL,
	"by" integer NOT NULL,
	"piece" integer NOT NULL,
	"rows" jsonb NOT NULL,
	CONSTRAINT "statement_sections_close_id_payee_id_by_piece_pk" PRIMARY KEY("close_id","payee_id","by","piece")
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"close_id" text collate "C" NOT NULL,
	"payee_id" text collate "C" NOT NULL,
	"number" text collate "C" NOT NULL,
	"period" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"currency" text collate "C" NOT NULL,
	"opening" bigint NOT NULL,
	"earnings" bigint NOT NULL,
	"typed" bigint NOT NULL,
	"recouped" bigint NOT NULL,
	"costs" bigint NOT NULL,
	"payouts" bigint NOT NULL,
	"closing" bigint NOT NULL,
	"unrecouped" bigint NOT NULL,
	"closed_at" bigint NOT NULL,
	CONSTRAINT "statements_closing" CHECK ("statements"."opening" + "statements"."earnings" - "statements"."recouped" - "statements"."costs" - "statements"."payouts" = "statements"."closing")
);
--> statement-breakpoint
ALTER TABLE "closed_accounts" ADD CONSTRAINT "closed_accounts_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_sections" ADD CONSTRAINT "statement_sections_close_id_period_closes_id_fk" FOREIGN KEY ("close_id") REFERENCES "public"."period_closes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "period_closes_period" ON "period_closes" USING btree ("period") WHERE closed_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "statements_number" ON "statements" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_of_payee" ON "statements" USING btree ("payee_id","period");--> statement-breakpoint
CREATE INDEX "statements_newest" ON "statements" USING btree ("period","id");