-- What each account has stored so far.
UPDATE "accounts" SET "used" = coalesce((SELECT sum(f."size") FROM "files" f WHERE f."created_by" = "accounts"."id"), 0)
WHERE "id" IN (SELECT "created_by" FROM "files");
