ALTER TABLE "profiles" ADD COLUMN "name_key" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "profiles_by_words" ON "profiles" USING btree ("name_key","account");