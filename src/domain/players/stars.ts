import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { parseId } from '../../lib/ids.ts';
import type { Cursor } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import type { Listening } from '../listening/service.ts';
import { checkLength, type Excerpt, noThing, type Starred, type Window } from './model.ts';
import type { Seen } from './seen-store.ts';
import { type StarredKind, starStore } from './stars-store.ts';

/** Most things that are starred, or no longer starred, at once. */
const MOST_AT_ONCE = 1000;
/** Most starred things of a kind in a list. */
const MOST_LISTED = 10_000;
/** Favourites that are looked at for that list: any text may be one, and most need not name a song. */
const MOST_READ = 50_000;
const PIECE = 1000;

/** The things of one request. */
export interface Things {
  /** Of any kind: tracks, else albums, else artists. */
  ids?: readonly Id[];
  albums?: readonly Id[];
  artists?: readonly Id[];
}

type Favourites = Pick<Listening, 'addFavourites' | 'removeFavourites' | 'favouritesAmong' | 'favouritesOf'>;

/** Stars: those of artists and albums, and those of songs, which are the account's favourites on every surface. */
export function starService(db: Database, seen: Seen, favourites: Favourites) {
  const store = starStore(db, seen);

  /**
   * Stars things, all or none; what is starred keeps its moment.
   * @throws not_found when the viewer may find no such thing, too_large for more than 1,000
   */
  async function star(viewer: Account, things: Things): Promise<void> {
    const wanted = read(things);
    const createdAt = Date.now();
    await db.write(async (tx) => {
      await seen.keepTracks(tx, wanted.ids);
      const { tracks, albums, artists } = await sort(tx, viewer.id, wanted);
      await favourites.addFavourites(tx, viewer.id, tracks, createdAt);
      const rows = (kind: StarredKind, items: readonly Id[]) =>
        items.map((item) => ({ account: viewer.id, kind, item, createdAt }));
      const stars = [...rows('album', albums), ...rows('artist', artists)];
      if (stars.length > 0) await store.insert(tx, stars);
    });
  }

  /** Takes the stars off things; what has none is ignored. @throws too_large for more than 1,000 */
  async function unstar(viewer: Account, things: Things): Promise<void> {
    const { ids, albums, artists } = read(things);
    await db.write(async (tx) => {
      await favourites.removeFavourites(tx, viewer.id, ids);
      await store.remove(tx, viewer.id, [...ids, ...albums, ...artists]);
    });
  }

  /** Sorts things by what they are, each list in one order for all. @throws not_found for the first that is none */
  async function sort(tx: Handle, viewer: Id, { ids, albums, artists }: Required<Things>) {
    const tracks = await seen.among(tx, 'track', viewer, ids);
    const rest = ids.filter((id) => !tracks.has(id));
    const foundAlbums = await seen.among(tx, 'album', viewer, [...rest, ...albums]);
    const wantedArtists = [...rest.filter((id) => !foundAlbums.has(id)), ...artists];
    const foundArtists = await seen.among(tx, 'artist', viewer, wantedArtists);
    if (albums.some((id) => !foundAlbums.has(id))) throw noThing('album');
    if (artists.some((id) => !foundArtists.has(id))) throw noThing('artist');
    if (rest.some((id) => !foundAlbums.has(id) && !foundArtists.has(id))) throw noThing('track');
    return { tracks: [...tracks].sort(), albums: [...foundAlbums].sort(), artists: [...foundArtists].sort() };
  }

  /** The viewer's starred artists or albums that they may find, newest star first, at most 10,000. */
  const starred = (viewer: Account, kind: StarredKind): Promise<Starred[]> =>
    store.newest(db.read, viewer.id, kind, MOST_LISTED);

  /** The viewer's favourite songs that they may find, newest first, at most 10,000. Favourites that name no song are left out. */
  async function starredSongs(viewer: Account): Promise<Starred[]> {
    const found: Starred[] = [];
    let after: Cursor | undefined;
    for (let read = 0; read < MOST_READ && found.length < MOST_LISTED; read += PIECE) {
      const page = await favourites.favouritesOf(viewer, { limit: PIECE, ...(after && { after }) });
      const entries = page.entries.map(({ track, createdAt }) => ({ id: parseId(track) ?? '', starredAt: createdAt }));
      const ids = entries.map(({ id }) => id);
      const songs = await seen.among(db.read, 'track', viewer.id, ids);
      found.push(...entries.filter(({ id }) => songs.has(id)));
      after = page.next;
      if (after === undefined) break;
    }
    return found.slice(0, MOST_LISTED);
  }

  /** The viewer's starred albums that everybody may find, newest star first. */
  const starredAlbums = (viewer: Account, window: Window): Promise<Excerpt> => store.albums(db.read, viewer.id, window);

  /** Since when the viewer has starred things of a kind; those without a star are absent. */
  async function starsOf(viewer: Account, kind: 'track' | StarredKind, ids: readonly Id[]): Promise<Map<Id, number>> {
    if (kind === 'track') return favourites.favouritesAmong(db.read, viewer.id, ids);
    const found = await store.among(db.read, viewer.id, kind, ids);
    return new Map(found.map(({ id, starredAt }) => [id, starredAt]));
  }

  return { star, unstar, starred, starredSongs, starredAlbums, starsOf };
}

function read({ ids = [], albums = [], artists = [] }: Things): Required<Things> {
  checkLength([...ids, ...albums, ...artists], MOST_AT_ONCE, 'things');
  return { ids: [...new Set(ids)], albums: [...new Set(albums)], artists: [...new Set(artists)] };
}
