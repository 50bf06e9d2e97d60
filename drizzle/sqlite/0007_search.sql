-- The words by which players find things, folded before they come here. A row goes with that of its table.
CREATE VIRTUAL TABLE `artist_search` USING fts5(words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3');
--> statement-breakpoint
CREATE TRIGGER `library_artists_deleted` AFTER DELETE ON `library_artists` BEGIN
	DELETE FROM `artist_search` WHERE rowid = old.`row`;
END;
--> statement-breakpoint
CREATE VIRTUAL TABLE `album_search` USING fts5(words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3');
--> statement-breakpoint
CREATE TRIGGER `library_albums_deleted` AFTER DELETE ON `library_albums` BEGIN
	DELETE FROM `album_search` WHERE rowid = old.`row`;
END;
--> statement-breakpoint
CREATE VIRTUAL TABLE `track_search` USING fts5(words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3');
--> statement-breakpoint
CREATE TRIGGER `library_tracks_deleted` AFTER DELETE ON `library_tracks` BEGIN
	DELETE FROM `track_search` WHERE rowid = old.`row`;
END;
