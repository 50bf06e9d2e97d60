import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Album, Artist, FullTrack, Track } from '../../domain/catalogue/model.ts';
import type { FullHistoryEntry, HistoryEntry } from '../../domain/listening/model.ts';
import { invalid } from '../../errors.ts';
import { instant } from '../../lib/time.ts';
import type {
  AlbumDocument,
  ArtistDocument,
  FullHistoryDocument,
  FullTrackDocument,
  HistoryDocument,
  Reference,
  TrackDocument,
  UserDocument,
} from './shapes.ts';

/** Domain to wire: documents with the `_id` and `__v` of the MongoDB documents that clients know. */

export const artistDocument = ({ id, name, info, image }: Artist): Static<typeof ArtistDocument> => ({
  _id: id,
  name,
  info,
  image,
  __v: 0,
});

export const albumDocument = ({ id, name, year, artist, image }: Album): Static<typeof AlbumDocument> => ({
  _id: id,
  name,
  year: year === '' ? null : year,
  artist,
  image,
  __v: 0,
});

export const trackDocument = ({
  id,
  name,
  album,
  duration,
  image,
  audio,
  genre,
}: Track): Static<typeof TrackDocument> => ({
  _id: id,
  name,
  album,
  duration: minutes(duration),
  image,
  audio,
  genre,
  __v: 0,
});

export const fullTrackDocument = ({ track, album, artist }: FullTrack): Static<typeof FullTrackDocument> => ({
  ...trackDocument(track),
  album: { ...albumDocument(album), artist: artistDocument(artist) },
});

export const userDocument = ({ id, login }: Account, token: string): Static<typeof UserDocument> => ({
  _id: id,
  username: login,
  token,
  __v: 0,
});

export const historyDocument = ({ id, account, track, heardAt }: HistoryEntry): Static<typeof HistoryDocument> => ({
  _id: id,
  user: account,
  track,
  datetime: instant(heardAt),
  __v: 0,
});

export const fullHistoryDocument = (caller: Account) => {
  const user = { _id: caller.id, username: caller.login };
  return ({ id, heardAt, track }: FullHistoryEntry): Static<typeof FullHistoryDocument> => ({
    _id: id,
    user,
    track: { _id: track.id, name: track.name, album: track.album, duration: minutes(track.duration) },
    datetime: instant(heardAt),
    __v: 0,
  });
};

/** Seconds as `mm:ss`; beyond 99 minutes there are more digits in front. */
function minutes(seconds: number | null): string | null {
  if (seconds === null) return null;
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Wire to domain: a year as text or number; empty or `null` means unknown. */
export function readYear(year: string | number | null | undefined): string | undefined {
  return year === undefined ? undefined : String(year ?? '');
}

/**
 * `mm:ss`, `h:mm:ss` or seconds, as text or number, to whole seconds; empty or `null` means unknown.
 * @throws invalid (`duration`)
 */
export function readDuration(duration: string | number | null | undefined): number | null | undefined {
  if (duration === undefined) return undefined;
  if (duration === null || duration === '') return null;
  const seconds = Math.round(
    String(duration)
      .split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0),
  );
  if (!(seconds >= 0 && seconds < 6_000_000)) throw invalid('duration', 'must be mm:ss, h:mm:ss, or seconds');
  return seconds;
}

/** Wire to domain: a whole number, as text or number. */
export const readOrdinal = (value: string | number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

/** Wire to domain: the id of an entry, sent as such or within its document. */
export function readReference(reference: Reference): string;
export function readReference(reference: Reference | undefined): string | undefined;
export function readReference(reference: Reference | undefined): string | undefined {
  return typeof reference === 'object' ? reference._id : reference;
}

/** Wire to domain: an empty text means none. */
export function readText(text: string | null | undefined): string | null | undefined {
  return text === '' ? null : text;
}
