ALTER TABLE `reports` ADD `failure` text;--> statement-breakpoint
ALTER TABLE `resumable_uploads` ADD `held_until` integer;--> statement-breakpoint
CREATE INDEX `notifications_read` ON `notifications` (`read_at`) WHERE read_at is not null;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_hook` ON `webhook_deliveries` (`hook_id`,`created_at`,`id`);