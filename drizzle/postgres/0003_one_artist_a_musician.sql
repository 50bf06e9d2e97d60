-- Uploads and releases of one account meet under one artist: the row that has the account's id stays, albums move to it.
UPDATE "artists" SET
	"info" = coalesce("info", (SELECT u."info" FROM "artists" u WHERE u."account" = "artists"."id" AND u."id" <> "artists"."id")),
	"image" = coalesce("image", (SELECT u."image" FROM "artists" u WHERE u."account" = "artists"."id" AND u."id" <> "artists"."id")),
	"created_by" = coalesce("created_by", (SELECT u."created_by" FROM "artists" u WHERE u."account" = "artists"."id" AND u."id" <> "artists"."id")),
	"hidden" = "hidden" AND (SELECT u."hidden" FROM "artists" u WHERE u."account" = "artists"."id" AND u."id" <> "artists"."id")
WHERE EXISTS (SELECT 1 FROM "artists" u WHERE u."account" = "artists"."id" AND u."id" <> "artists"."id");
--> statement-breakpoint
UPDATE "albums" SET "artist" = (SELECT u."account" FROM "artists" u WHERE u."id" = "albums"."artist")
WHERE "artist" IN (SELECT u."id" FROM "artists" u JOIN "artists" r ON r."id" = u."account" WHERE u."id" <> u."account");
--> statement-breakpoint
DELETE FROM "artists"
WHERE "account" IS NOT NULL AND "id" <> "account" AND EXISTS (SELECT 1 FROM "artists" r WHERE r."id" = "artists"."account");
--> statement-breakpoint
UPDATE "artists" SET "account" = "id" WHERE "account" IS NULL AND "id" IN (SELECT "account_id" FROM "roster");
--> statement-breakpoint
-- What releases have made of the catalogue is marked as the label's.
UPDATE "albums" SET "release" = true WHERE "id" IN (SELECT "id" FROM "releases");
--> statement-breakpoint
UPDATE "tracks" SET "release" = true WHERE "id" IN (SELECT "id" FROM "release_tracks");
--> statement-breakpoint
-- People of the community are those who came by it, or have written a profile.
UPDATE "profiles" SET "listed" = false
WHERE "updated_at" = "created_at" AND "account" IN (
	SELECT a."id" FROM "accounts" a
	WHERE a."role" = 'root' OR (a."password_hash" IS NULL AND a."id" IN (SELECT "account_id" FROM "access_keys"))
);
--> statement-breakpoint
-- The label searches and sorts ё as е.
UPDATE "roster" SET
	"surname_key" = replace("surname_key", 'ё', 'е'),
	"firstname_key" = replace("firstname_key", 'ё', 'е'),
	"contact_key" = replace("contact_key", 'ё', 'е'),
	"stage_name_key" = replace("stage_name_key", 'ё', 'е');
--> statement-breakpoint
UPDATE "releases" SET "name_key" = replace("name_key", 'ё', 'е');
--> statement-breakpoint
-- Each contract's share so far, from its making on.
INSERT INTO "contract_shares" ("contract_id", "number", "percentage", "changed_at")
SELECT "id", 1, "percentage", "created_at" FROM "contracts";
--> statement-breakpoint
-- A musician's artist is called as the label, or else the profile, calls its account.
UPDATE "artists" SET "name" = coalesce(
	(SELECT nullif(r."stage_name", '') FROM "roster" r WHERE r."account_id" = "artists"."account"),
	(SELECT p."display_name" FROM "profiles" p WHERE p."account" = "artists"."account"),
	(SELECT a."login" FROM "accounts" a WHERE a."id" = "artists"."account"))
WHERE "account" IS NOT NULL;
--> statement-breakpoint
-- A musician's artist shows while something of it can be heard: a release, or what lies on albums that no private profile hides.
UPDATE "artists" SET "hidden" = NOT EXISTS (
	SELECT 1 FROM "albums" al WHERE al."artist" = "artists"."id" AND CASE
		WHEN al."release" THEN NOT al."hidden"
		ELSE NOT EXISTS (SELECT 1 FROM "profiles" p WHERE p."account" IN ("artists"."account", al."account") AND p."is_private")
			AND EXISTS (SELECT 1 FROM "tracks" t WHERE t."album" = al."id")
	END)
WHERE "account" IS NOT NULL;
--> statement-breakpoint
-- What is hidden hides what lies beneath it, whoever has put it there.
UPDATE "albums" SET "hidden" = (SELECT ar."hidden" FROM "artists" ar WHERE ar."id" = "albums"."artist")
	OR ("account" IS NOT NULL AND (
		EXISTS (SELECT 1 FROM "profiles" p WHERE p."account" = "albums"."account" AND p."is_private")
		OR NOT EXISTS (SELECT 1 FROM "tracks" t WHERE t."album" = "albums"."id")))
WHERE NOT "release";
--> statement-breakpoint
UPDATE "tracks" SET "hidden" = (SELECT al."hidden" FROM "albums" al WHERE al."id" = "tracks"."album")
	OR EXISTS (SELECT 1 FROM "profiles" p WHERE p."account" = "tracks"."account" AND p."is_private")
WHERE NOT "release";
