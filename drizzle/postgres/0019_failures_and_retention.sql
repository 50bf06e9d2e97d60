ALTER TABLE "reports" ADD COLUMN "failure" text collate "C";--> statement-breakpoint
ALTER TABLE "resumable_uploads" ADD COLUMN "held_until" bigint;--> statement-breakpoint
CREATE INDEX "notifications_read" ON "notifications" USING btree ("read_at") WHERE read_at is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_hook" ON "webhook_deliveries" USING btree ("hook_id","created_at","id");