DROP INDEX "notifications_unread";--> statement-breakpoint
CREATE INDEX "accounts_newest" ON "accounts" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "albums_hidden" ON "albums" USING btree ("id") WHERE hidden;--> statement-breakpoint
CREATE INDEX "contracts_newest_of_status" ON "contracts" USING btree ("status","created_at","id");--> statement-breakpoint
CREATE INDEX "contracts_by_number" ON "contracts" USING btree ((year * 1000000 + ordinal),"id");--> statement-breakpoint
CREATE INDEX "royalty_accounts_payable" ON "royalty_accounts" USING btree ("payee_id") WHERE active > 0 and not blocked and artist_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("account_id","created_at","id","read_at") WHERE read_at is null;