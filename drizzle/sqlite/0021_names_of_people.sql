ALTER TABLE `profiles` ADD `name_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `profiles_by_words` ON `profiles` (`name_key`,`account`);