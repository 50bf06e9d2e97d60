CREATE TABLE `booking_entries` (
	`booking` integer NOT NULL,
	`number` integer NOT NULL,
	`account` integer NOT NULL,
	`payee_id` text,
	`release_id` text,
	`recoupable_id` text,
	`tenths` integer NOT NULL,
	`rest` integer NOT NULL,
	`currency` text NOT NULL,
	`rate` text NOT NULL,
	PRIMARY KEY(`booking`, `number`),
	FOREIGN KEY (`booking`) REFERENCES `bookings`(`number`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`payee_id`) REFERENCES `royalty_accounts`(`payee_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `booking_entries_payee` ON `booking_entries` (`payee_id`);--> statement-breakpoint
CREATE TABLE `booking_shares` (
	`report` integer NOT NULL,
	`payee_id` text NOT NULL,
	`number` integer NOT NULL,
	`by` integer NOT NULL,
	`word` text NOT NULL,
	`release_id` text,
	`quantity` integer NOT NULL,
	`amount` text NOT NULL,
	PRIMARY KEY(`report`, `payee_id`, `number`)
);
--> statement-breakpoint
CREATE TABLE `bookings` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`report` integer NOT NULL,
	`sign` integer NOT NULL,
	`made_by` text NOT NULL,
	`made_by_login` text NOT NULL,
	`made_at` integer NOT NULL,
	FOREIGN KEY (`report`) REFERENCES `reports`(`number`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "bookings_sign" CHECK("bookings"."sign" in (1, -1))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bookings_report` ON `bookings` (`report`,`sign`);