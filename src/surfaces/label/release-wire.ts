import type { Static } from '@sinclair/typebox';
import { keyOf } from '../../domain/label/releases/keys.ts';
import type {
  Authors,
  FullRelease,
  HistoryEntry,
  ListedRelease,
  Release,
  Track,
  TrackData,
} from '../../domain/label/releases/model.ts';
import type { ReleaseChanges } from '../../domain/label/releases/service.ts';
import { invalid } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { readIsrc, readUpc, showUpc } from '../../lib/product-codes.ts';
import { instant } from '../../lib/time.ts';
import {
  type AuthorsDocument,
  type DraftDocument,
  type FileDocument,
  type FullTrackDocument,
  ISRC,
  type ListedReleaseDocument,
  type ReleaseBody,
  type ReleaseDocument,
  type ReleaseShared,
  type StatusDocument,
  type TrackBody,
  type TrackDocument,
  type TrackShared,
  UPC,
} from './release-shapes.ts';
import { DATE } from './told-shapes.ts';
import { readReleaseTold, readTrackTold, releaseTold, trackTold } from './told-wire.ts';

/** Domain to wire, for releases and tracks. What is unknown is an empty text, as the document's types have it. */

const statusDocument = ({ status, message }: Pick<Release, 'status' | 'message'>): Static<typeof StatusDocument> => ({
  label: status,
  message,
});
const authorsDocument = (authors: Authors | null): Static<typeof AuthorsDocument> =>
  authors ?? { lyricists: [], producers: [] };
const seconds = (milliseconds: number): number => milliseconds / 1000;

export const draftDocument = ({ id, artistId, stageName }: ListedRelease): Static<typeof DraftDocument> => ({
  id,
  artist: { stage_name: stageName, user_id: artistId },
});

const releaseShared = (release: Release): Static<typeof ReleaseShared> => ({
  name: release.name ?? '',
  type: release.type ?? '',
  cover: release.cover === null ? '' : keyOf(release, release.cover),
  date: release.date ?? '',
  feat: release.feat,
});

export const listedReleaseDocument = (release: ListedRelease): Static<typeof ListedReleaseDocument> => ({
  id: release.id,
  artist: release.stageName,
  ...releaseShared(release),
  status: release.status,
});

const historyDocument = (entry: HistoryEntry): Static<typeof ReleaseDocument>['status']['history'][number] => ({
  editor: entry.editor,
  editorLogin: entry.editorLogin,
  status: statusDocument(entry),
  createdAt: instant(entry.createdAt),
});

const trackShared = (track: Track): Static<typeof TrackShared> => ({
  index: track.position,
  feat: track.feat,
  authors: authorsDocument(track.authors),
  lyrics: { text: track.lyrics ?? '', ttml_key: track.ttmlKey ?? '' },
  explicit: track.explicit,
  isrc: track.isrc ?? '',
  ...trackTold(track),
});

const fileDocument = (track: Track, artistId: Id): Static<typeof FileDocument> => ({
  key: keyOf({ id: track.releaseId, artistId }, track.file),
  duration: seconds(track.duration),
});

/** A track by itself. @param artistId whose release it is on */
export const trackDocument = (track: Track, artistId: Id): Static<typeof TrackDocument> => ({
  _id: track.id,
  release: track.releaseId,
  name: track.name,
  file: fileDocument(track, artistId),
  ...trackShared(track),
});

/** A track as its release shows it. @param artistId whose release it is on */
export const fullTrackDocument = (track: Track, artistId: Id): Static<typeof FullTrackDocument> => ({
  id: track.id,
  title: track.name,
  duration: seconds(track.duration),
  file: { ...fileDocument(track, artistId), fileName: track.file },
  ...trackShared(track),
});

export const releaseDocument = (release: FullRelease): Static<typeof ReleaseDocument> => ({
  id: release.id,
  artist: { stageName: release.stageName, userId: release.artistId },
  ...releaseShared(release),
  status: { ...statusDocument(release), history: release.history.map(historyDocument) },
  authors: authorsDocument(release.authors),
  upc: release.upc === null ? '' : showUpc(release.upc),
  ...releaseTold(release),
  createdAt: instant(release.createdAt),
  tracks: release.tracks.map((track) => fullTrackDocument(track, release.artistId)),
});

/** Wire to domain. @throws invalid (`date`, `original_date`, `upc`; as `readReleaseTold`) */
export function readRelease(body: Static<typeof ReleaseBody>): ReleaseChanges {
  const { name, type, feat, cover_key: coverKey, date, original_date: originalDate, upc, authors } = body;
  return {
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
    ...(feat === undefined ? {} : { feat }),
    ...readReleaseTold(body),
    ...(coverKey === undefined ? {} : { coverKey }),
    ...(date === undefined ? {} : { date: readDate('date', date) }),
    ...(originalDate === undefined
      ? {}
      : { originalDate: originalDate ? readDate('original_date', originalDate) : null }),
    ...(authors === undefined ? {} : { authors: readAuthors(authors) }),
    ...(upc === undefined ? {} : { upc: readCode('upc', upc, readUpc, UPC) }),
  };
}

/** Wire to domain. @throws invalid (`isrc`; as `readTrackTold`) */
export function readTrack(body: Static<typeof TrackBody>): Partial<TrackData> {
  const { name, feat, explicit, lyrics: textOrObject, isrc, authors } = body;
  const lyrics = typeof textOrObject === 'object' && textOrObject !== null ? textOrObject : { text: textOrObject };
  return {
    ...(name === undefined ? {} : { name }),
    ...(feat === undefined ? {} : { feat }),
    ...(explicit === undefined ? {} : { explicit }),
    ...readTrackTold(body),
    ...(authors === undefined ? {} : { authors: readAuthors(authors) }),
    ...(lyrics?.text === undefined ? {} : { lyrics: lyrics.text }),
    ...(lyrics?.ttml_key === undefined ? {} : { ttmlKey: lyrics.ttml_key }),
    ...(isrc === undefined ? {} : { isrc: readCode('isrc', isrc, readIsrc, ISRC) }),
  };
}

const readAuthors = ({ lyricists = [], producers = [] }: Partial<Authors>): Authors => ({ lyricists, producers });

/** A date, or the date part of a date-time, whatever its offset. @throws invalid naming the field */
function readDate(field: string, text: string): string {
  const [, day = ''] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? [];
  const start = Date.parse(day);
  // JavaScript reads February 30 as March 1.
  const isDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(day);
  if (!isDay || Number.isNaN(Date.parse(text))) throw invalid(field, 'must be a date, YYYY-MM-DD', { rule: DATE });
  return day;
}

/** A product code in its canonical spelling; `null` for none. @throws invalid naming the field */
function readCode(
  field: string,
  text: string | null,
  read: (text: string) => string | undefined,
  rule: string,
): string | null {
  if (text === null || text === '') return null;
  const code = read(text.trim());
  if (code === undefined) throw invalid(field, 'is no such code', { rule });
  return code;
}
