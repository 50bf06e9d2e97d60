ALTER TABLE `library_artists` ADD `changed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `library_artists_changed` ON `library_artists` (`changed`);