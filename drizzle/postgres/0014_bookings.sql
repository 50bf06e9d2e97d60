CREATE TABLE "booking_entries" (
	"booking" integer NOT NULL,
	"number" integer NOT NULL,
	"account" integer NOT NULL,
	"payee_id" text collate "C",
	"release_id" text collate "C",
	"recoupable_id" text collate "C",
	"tenths" bigint NOT NULL,
	"rest" bigint NOT NULL,
	"currency" text collate "C" NOT NULL,
	"rate" text collate "C" NOT NULL,
	CONSTRAINT "booking_entries_booking_number_pk" PRIMARY KEY("booking","number")
);
--> statement-breakpoint
CREATE TABLE "booking_shares" (
	"report" integer NOT NULL,
	"payee_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"by" integer NOT NULL,
	"word" text collate "C" NOT NULL,
	"release_id" text collate "C",
	"quantity" bigint NOT NULL,
	"amount" text collate "C" NOT NULL,
	CONSTRAINT "booking_shares_report_payee_id_number_pk" PRIMARY KEY("report","payee_id","number")
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"report" integer NOT NULL,
	"sign" integer NOT NULL,
	"made_by" text collate "C" NOT NULL,
	"made_by_login" text collate "C" NOT NULL,
	"made_at" bigint NOT NULL,
	CONSTRAINT "bookings_sign" CHECK ("bookings"."sign" in (1, -1))
);
--> statement-breakpoint
ALTER TABLE "booking_entries" ADD CONSTRAINT "booking_entries_booking_bookings_number_fk" FOREIGN KEY ("booking") REFERENCES "public"."bookings"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booking_entries" ADD CONSTRAINT "booking_entries_payee_id_royalty_accounts_payee_id_fk" FOREIGN KEY ("payee_id") REFERENCES "public"."royalty_accounts"("payee_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_report_reports_number_fk" FOREIGN KEY ("report") REFERENCES "public"."reports"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "booking_entries_payee" ON "booking_entries" USING btree ("payee_id");--> statement-breakpoint
CREATE UNIQUE INDEX "bookings_report" ON "bookings" USING btree ("report","sign");