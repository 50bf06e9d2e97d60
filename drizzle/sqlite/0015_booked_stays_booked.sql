-- What a report was booked as, once written, stays as it is: a reversal adds the opposite.
CREATE TRIGGER `bookings_never_change` BEFORE UPDATE ON `bookings`
BEGIN
	SELECT RAISE(ABORT, 'bookings is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `bookings_never_go` BEFORE DELETE ON `bookings`
BEGIN
	SELECT RAISE(ABORT, 'bookings is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `bookings_are_never_replaced` BEFORE INSERT ON `bookings`
WHEN EXISTS (SELECT 1 FROM `bookings` WHERE `number` = NEW.`number`)
BEGIN
	SELECT RAISE(ABORT, 'bookings is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `booking_entries_never_change` BEFORE UPDATE ON `booking_entries`
BEGIN
	SELECT RAISE(ABORT, 'booking_entries is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `booking_entries_never_go` BEFORE DELETE ON `booking_entries`
BEGIN
	SELECT RAISE(ABORT, 'booking_entries is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `booking_entries_are_never_replaced` BEFORE INSERT ON `booking_entries`
WHEN EXISTS (SELECT 1 FROM `booking_entries` WHERE `booking` = NEW.`booking` AND `number` = NEW.`number`)
BEGIN
	SELECT RAISE(ABORT, 'booking_entries is append-only');
END;
