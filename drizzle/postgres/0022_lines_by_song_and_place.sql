DROP INDEX "report_lines_of_song";--> statement-breakpoint
CREATE INDEX "report_lines_of_song" ON "report_lines" USING btree ("report","song","place","quantity","net_tenths","net_rest");