import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError, isKind } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { isLongerThan, isStorable } from '../../lib/text.ts';
import type { MaySee } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Media } from '../media/service.ts';
import { entries } from './entries.ts';
import type { Album, Artist, FullTrack, Track } from './model.ts';
import { publishing } from './publishing.ts';
import { releasesInCatalogue } from './releases.ts';
import { catalogueStore, keys } from './store.ts';

/** More characters than any artist's or album's name has. */
const LONGEST_NAME = 300;

export type Catalogue = ReturnType<typeof catalogueService>;

/** What other rooms know of the people whose uploads are in the catalogue. */
export interface Owners {
  maySee: MaySee;
  /** Counts tracks of an account that came or went. */
  countTracks(tx: Handle, account: Id, by: 1 | -1): Promise<void>;
}

/** Artists, albums and tracks: what can be heard, and who may change it. */
export function catalogueService(db: Database, media: Media, owners: Owners, config: Pick<Config, 'catalogueWrites'>) {
  const store = catalogueStore(db);
  const uploads = publishing(db, store, media, owners.maySee);

  /** The ids that a text means: an id of that kind, or else every entry of exactly that name. @throws not_found */
  async function resolve(kind: 'artists' | 'albums', noun: string, text: string): Promise<Id[]> {
    const id = parseId(text);
    if (id && (await store[kind].byId(db.read, id))) return [id];
    const ids = isStorable(text) && !isLongerThan(text, LONGEST_NAME) ? await store.idsByName(db.read, kind, text) : [];
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
    owners.maySee,
  );

  const albums = entries<Album>(
    {
      place: 'albums',
      store: store.albums,
      key: keys.album,
      blank: { artist: '', year: '', image: null },
      parent: { field: 'artist', store: store.artists, resolve: artistsNamed },
      stillUsed: 'The album still has tracks, delete those first',
    },
    db,
    media,
    config.catalogueWrites,
    owners.maySee,
  );

  const tracks = entries<Track>(
    {
      place: 'tracks',
      store: store.tracks,
      key: keys.track,
      blank: { album: '', position: 0, duration: null, image: null, audio: null },
      parent: { field: 'album', store: store.albums, resolve: albumsNamed },
      stillUsed: 'The track is still in use',
      arrive: async (tx, album) => ({ position: await store.nextPosition(tx, album) }),
      learn: ({ facts }) => (facts.duration === undefined ? {} : { duration: Math.round(facts.duration) }),
      check: ({ account, audio }, changes) => {
        if (account !== null && changes.audio !== undefined && changes.audio !== audio)
          throw new DomainError('conflict', 'The audio of an uploaded track stays as it is: upload another track');
      },
      departed: async (tx, drop, { account, album }) => {
        if (account !== null) await owners.countTracks(tx, account, -1);
        await uploads.tidyAlbum(tx, drop, album);
      },
    },
    db,
    media,
    config.catalogueWrites,
    owners.maySee,
  );

  /**
   * Every track of an artist (id or exact name) in album and track order; when it is no artist's, the track of that id.
   * @throws not_found when it is neither
   */
  async function tracksOf(
    text: string,
    page: PageRequest,
    viewer: Account | undefined,
  ): Promise<Page<FullTrack> | FullTrack> {
    try {
      const artistIds = await artistsNamed(text);
      return pageOf(await store.fullTracks(db.read, page, artistIds), page.limit, keys.full);
    } catch (error) {
      if (!isKind(error, 'not_found')) throw error;
      const { id } = await tracks.get(text, viewer).catch((why) => {
        throw isKind(why, 'not_found') ? error : why;
      });
      const track = await store.fullTrack(db.read, id);
      if (!track) throw error;
      return track;
    }
  }

  /**
   * The picture that stands for a track: its own, or else its album's; and who made the track.
   * @throws not_found, forbidden for what belongs to a private profile
   */
  async function coverOf(idText: string, viewer: Account | undefined) {
    const { id, image } = await tracks.see(idText, viewer);
    const behind = await store.behind(db.read, id);
    const own = image === null ? undefined : ({ place: 'tracks', name: image } as const);
    const albums = behind?.image == null ? undefined : ({ place: 'albums', name: behind.image } as const);
    return { picture: own ?? albums, createdBy: behind?.createdBy ?? null };
  }

  return { artists, albums, tracks, tracksOf, coverOf, ...uploads, releases: releasesInCatalogue(db) };
}
