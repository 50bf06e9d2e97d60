import { and, eq, gte, isNotNull, isNull, lte, notInArray, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database } from '../../../db/database.ts';
import { allOf } from '../../../db/list-query.ts';
import { readIsrc } from '../../../lib/product-codes.ts';
import type { LineFilters } from './model.ts';

type Filters = Partial<LineFilters>;

/** What filters of lines say of each of the tables that a line is made of; `undefined`: nothing. */
export function lineConditions(db: Database) {
  const { reports, reportLines: lines, reportSongs: songs, reportPlaces: places } = db.tables;

  const isOfReport = ({ report, state, source }: Filters): SQL | undefined =>
    allOf(
      notInArray(reports.state, report === undefined ? ['deleted', 'reading', 'reversed'] : ['deleted', 'reading']),
      report !== undefined && eq(reports.id, report),
      state !== undefined && eq(reports.state, state),
      source !== undefined && eq(reports.source, source),
    );

  const isOfSong = ({ isrc, artist, release, track, status }: Filters): SQL | undefined =>
    allOf(
      isrc !== undefined && isIsrc(isrc),
      artist !== undefined && eq(songs.artistId, artist),
      release !== undefined && eq(songs.releaseId, release),
      track !== undefined && eq(songs.trackId, track),
      status === 'matched' && isNull(songs.reason),
      status === 'unmatched' && isNotNull(songs.reason),
    );
  const isIsrc = (text: string) => {
    const code = readIsrc(text);
    return code === undefined ? eq(songs.isrc, text) : eq(songs.isrcCode, code);
  };

  const isInMonths = (month: PgColumn, { from, to }: Filters): SQL | undefined =>
    allOf(from !== undefined && gte(month, from), to !== undefined && lte(month, to));

  const isOfPlace = ({ store, country, status, ...filters }: Filters): SQL | undefined =>
    allOf(
      store !== undefined && eq(places.store, store),
      country !== undefined && eq(places.country, country),
      status !== undefined && eq(places.kind, status === 'faulty' || status === 'ignored' ? status : 'counted'),
      isInMonths(places.month, filters),
    );

  const ofLine = {
    song: and(eq(songs.report, lines.report), eq(songs.number, lines.song)),
    place: and(eq(places.report, lines.report), eq(places.number, lines.place)),
  };
  return { isOfReport, isOfSong, isOfPlace, isInMonths, ofLine };
}
