DROP INDEX `tracks_in_order`;--> statement-breakpoint
DROP INDEX `tracks_of_album`;--> statement-breakpoint
ALTER TABLE `tracks` ADD `disc` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `tracks_in_place` ON `tracks` (`album`,`disc`,`position`,`id`) WHERE not hidden;--> statement-breakpoint
CREATE INDEX `tracks_of_album` ON `tracks` (`album`,`disc`,`position`);--> statement-breakpoint
ALTER TABLE `albums` ADD `name_key` text;--> statement-breakpoint
ALTER TABLE `albums` ADD `musicbrainz_id` text;--> statement-breakpoint
CREATE INDEX `albums_by_key` ON `albums` (`artist`,`name_key`,`id`);--> statement-breakpoint
ALTER TABLE `artists` ADD `name_key` text;--> statement-breakpoint
CREATE INDEX `artists_by_key` ON `artists` (`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `files_sha256` ON `files` (`sha256`);