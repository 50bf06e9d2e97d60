DROP INDEX "ratings_of_item";--> statement-breakpoint
CREATE INDEX "ratings_highest" ON "ratings" USING btree ("account","kind","rating","changed_at","item");--> statement-breakpoint
CREATE INDEX "ratings_of_item" ON "ratings" USING btree ("item","kind","rating");