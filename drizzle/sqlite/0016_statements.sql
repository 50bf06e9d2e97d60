CREATE TABLE `closed_accounts` (
	`payee_id` text PRIMARY KEY NOT NULL,
	`entries` integer NOT NULL,
	`closing` integer NOT NULL,
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `period_closes` (
	`id` text PRIMARY KEY NOT NULL,
	`period` text NOT NULL,
	`alive_at` integer NOT NULL,
	`closed_at` integer,
	`last_booking` integer,
	`statements` integer,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	CONSTRAINT "period_closes_closed" CHECK(("period_closes"."closed_at" is null) = ("period_closes"."statements" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `period_closes_period` ON `period_closes` (`period`) WHERE closed_at is not null;--> statement-breakpoint
CREATE TABLE `statement_sections` (
	`close_id` text NOT NULL,
	`payee_id` text NOT NULL,
	`by` integer NOT NULL,
	`piece` integer NOT NULL,
	`rows` text NOT NULL,
	PRIMARY KEY(`close_id`, `payee_id`, `by`, `piece`),
	FOREIGN KEY (`close_id`) REFERENCES `period_closes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `statements` (
	`id` text PRIMARY KEY NOT NULL,
	`close_id` text NOT NULL,
	`payee_id` text NOT NULL,
	`number` text NOT NULL,
	`period` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`opening` integer NOT NULL,
	`earnings` integer NOT NULL,
	`typed` integer NOT NULL,
	`recouped` integer NOT NULL,
	`costs` integer NOT NULL,
	`payouts` integer NOT NULL,
	`closing` integer NOT NULL,
	`unrecouped` integer NOT NULL,
	`closed_at` integer NOT NULL,
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "statements_closing" CHECK("statements"."opening" + "statements"."earnings" - "statements"."recouped" - "statements"."costs" - "statements"."payouts" = "statements"."closing")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `statements_number` ON `statements` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `statements_of_payee` ON `statements` (`payee_id`,`period`);--> statement-breakpoint
CREATE INDEX `statements_newest` ON `statements` (`period`,`id`);