DROP INDEX `ratings_of_item`;--> statement-breakpoint
CREATE INDEX `ratings_highest` ON `ratings` (`account`,`kind`,`rating`,`changed_at`,`item`);--> statement-breakpoint
CREATE INDEX `ratings_of_item` ON `ratings` (`item`,`kind`,`rating`);