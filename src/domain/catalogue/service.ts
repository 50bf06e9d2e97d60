import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { isStorable } from '../../lib/text.ts';
import type { Place, StoredFile } from '../media/model.ts';
import type { Media } from '../media/service.ts';
import { entries } from './entries.ts';
import type { Album, Artist, FullTrack, Track } from './model.ts';
import { releasesInCatalogue } from './releases.ts';
import { catalogueStore, keys } from './store.ts';

export type Catalogue = ReturnType<typeof catalogueService>;

/** Artists, albums and tracks: what can be heard, and who may change it. */
export function catalogueService(db: Database, media: Media, config: Pick<Config, 'catalogueWrites'>) {
  const store = catalogueStore(db);

  /** The ids that a text means: an id of that kind, or else every entry of exactly that name. @throws not_found */
  async function resolve(kind: 'artists' | 'albums', noun: string, text: string): Promise<Id[]> {
    const id = parseId(text);
    if (id && (await store[kind].byId(db.read, id))) return [id];
    const ids = isStorable(text) ? await store.idsByName(db.read, kind, text) : [];
    if (ids.length === 0) throw new DomainError('not_found', `No such ${noun}`, { subject: noun });
    return ids;
  }
  const artistsNamed = (text: string) => resolve('artists', 'artist', text);
  const albumsNamed = (text: string) => resolve('albums', 'album', text);

  const artists = entries<Artist>(
    {
      place: 'artists',
      store: store.artists,
      key: keys.artist,
      blank: { info: null, image: null },
      stillUsed: 'The artist still has albums, delete those first',
    },
    db,
    media,
    config.catalogueWrites,
  );

  const albums = entries<Album>(
    {
      place: 'albums',
      store: store.albums,
      key: keys.album,
      blank: { artist: '', year: '', image: null },
      parent: { field: 'artist', resolve: artistsNamed },
      stillUsed: 'The album still has tracks, delete those first',
    },
    db,
    media,
    config.catalogueWrites,
  );

  const tracks = entries<Track>(
    {
      place: 'tracks',
      store: store.tracks,
      key: keys.track,
      blank: { album: '', position: 0, duration: null, image: null, audio: null },
      parent: { field: 'album', resolve: albumsNamed },
      stillUsed: 'The track is still in use',
      arrive: async (tx, album) => ({ position: await store.nextPosition(tx, album) }),
      learn: ({ facts }) => (facts.duration === undefined ? {} : { duration: Math.round(facts.duration) }),
    },
    db,
    media,
    config.catalogueWrites,
  );

  /**
   * Every track of an artist (id or exact name) in album and track order; when it is no artist's, the track of that id.
   * @throws not_found when it is neither
   */
  async function tracksOf(text: string, page: PageRequest): Promise<Page<FullTrack> | FullTrack> {
    try {
      const artistIds = await artistsNamed(text);
      return pageOf(await store.fullTracks(db.read, page, artistIds), page.limit, keys.full);
    } catch (error) {
      const id = parseId(text);
      const track =
        id && error instanceof DomainError && error.kind === 'not_found' && (await store.fullTrack(db.read, id));
      if (!track) throw error;
      return track;
    }
  }

  /** The name of a track's audio file; `undefined` when there is no such track, or it has none. */
  async function audioOf(idText: string): Promise<string | undefined> {
    const id = parseId(idText);
    const track = id === undefined ? undefined : await store.tracks.byId(db.read, id);
    return track?.audio ?? undefined;
  }

  /** A stored file of the catalogue, unless what it belongs to is hidden. @throws not_found */
  async function file(place: Place, name: string): Promise<StoredFile> {
    const found = await media.find(place, name);
    if (!found || (await store.isHidden(db.read, name)))
      throw new DomainError('not_found', 'Not found', { subject: 'file' });
    return found;
  }

  return { artists, albums, tracks, tracksOf, audioOf, file, releases: releasesInCatalogue(db) };
}
