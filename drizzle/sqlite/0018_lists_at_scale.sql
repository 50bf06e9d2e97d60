DROP INDEX `notifications_unread`;--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`account_id`,`created_at`,`id`,`read_at`) WHERE read_at is null;--> statement-breakpoint
CREATE INDEX `accounts_newest` ON `accounts` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `albums_hidden` ON `albums` (`id`) WHERE hidden;--> statement-breakpoint
CREATE INDEX `contracts_newest_of_status` ON `contracts` (`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `contracts_by_number` ON `contracts` ((year * 1000000 + ordinal),`id`);--> statement-breakpoint
CREATE INDEX `royalty_accounts_payable` ON `royalty_accounts` (`payee_id`) WHERE active > 0 and not blocked and artist_id is not null;