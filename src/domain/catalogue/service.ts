import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError, isKind } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageWithin } from '../../lib/page.ts';
import { isLongerThan, isStorable } from '../../lib/text.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Events } from '../events.ts';
import type { Media } from '../media/service.ts';
import type { Changed } from './hidden-store.ts';
import { importing } from './importing.ts';
import type { Entry, Kind } from './kind.ts';
import type { Album, Artist, FullTrack, Track } from './model.ts';
import { musicians } from './musicians.ts';
import { saidIn } from './named-entries.ts';
import { publishing } from './publishing.ts';
import { reading } from './reading.ts';
import { releasesInCatalogue } from './releases.ts';
import { pictureOf } from './song-pictures.ts';
import { catalogueStore, keys } from './store.ts';
import { writing } from './writing.ts';

/** More characters than any artist's or album's name has. */
const LONGEST_NAME = 300;

export type Catalogue = ReturnType<typeof catalogueService>;

/** Artists, albums and tracks: reading and changing them, and publishing uploads and releases. */
export function catalogueService(
  db: Database,
  media: Media,
  visibility: Visibility,
  events: Events,
  config: Pick<Config, 'catalogueWrites'>,
) {
  const store = catalogueStore(db, visibility.sql);
  const changed: Changed = (tx, entries) => events.emit(tx, 'catalogue.changed', entries);
  const own = musicians(db, visibility, changed);
  const uploads = publishing(db, store, media, own, visibility, events, changed);
  const imports = importing(db, store, media, config.catalogueWrites, changed);
  const shared = { db, media, musicians: own, visibility, writes: config.catalogueWrites, changed };

  const entries = <Row extends Entry>(kind: Kind<Row>) => ({ ...reading(kind, shared), ...writing(kind, shared) });

  /** The ids of the entries that a text names: the one of that id, or else all of exactly that name. @throws not_found */
  async function resolve(kind: 'artists' | 'albums', noun: string, text: string): Promise<Id[]> {
    const id = parseId(text);
    if (id && (await store[kind].byId(db.read, id))) return [id];
    const ids = isStorable(text) && !isLongerThan(text, LONGEST_NAME) ? await store.idsByName(db.read, kind, text) : [];
    if (ids.length === 0) throw new DomainError('not_found', `No such ${noun}`, { subject: noun });
    return ids;
  }
  const artistsNamed = (text: string) => resolve('artists', 'artist', text);
  const albumsNamed = (text: string) => resolve('albums', 'album', text);

  const artists = entries<Artist>({
    place: 'artists',
    store: store.artists,
    key: keys.artist,
    texts: { id: false, name: true, info: true, image: false },
    blank: { info: null, image: null },
    stillUsed: 'The artist still has albums, delete those first',
    check: ({ account, name }, changes) => {
      if (account !== null && changes.name !== undefined && changes.name !== name)
        throw new DomainError('conflict', 'The artist is called as the musician is: change the name of the profile');
    },
  });

  const albums = entries<Album>({
    place: 'albums',
    store: store.albums,
    key: keys.album,
    texts: { id: false, name: true, artist: false, year: false, musicbrainzId: false, image: false },
    blank: { artist: '', year: '', musicbrainzId: null, image: null },
    parent: { field: 'artist', place: 'artists', store: store.artists, resolve: artistsNamed },
    stillUsed: 'The album still has tracks, delete those first',
  });

  const tracks = entries<Track>({
    place: 'tracks',
    store: store.tracks,
    key: keys.track,
    texts: {
      id: false,
      name: true,
      album: false,
      disc: false,
      position: false,
      duration: false,
      image: false,
      audio: false,
      genre: true,
    },
    blank: { album: '', disc: 0, position: 0, duration: null, image: null, audio: null, genre: null },
    parent: { field: 'album', place: 'albums', store: store.albums, resolve: albumsNamed },
    stillUsed: 'The track is still in use',
    onParent: (tx, album, fields) => store.placeOn(tx, album, fields),
    fromFile: ({ facts: { duration, genre } }) => ({
      ...(duration === undefined ? {} : { duration: Math.round(duration) }),
      ...(genre === undefined ? {} : { genre: genre.join('; ') }),
    }),
    check: ({ account, audio }, changes) => {
      if (account !== null && changes.audio !== undefined && changes.audio !== audio)
        throw new DomainError('conflict', 'The audio of an uploaded track stays as it is: upload another track');
    },
    onDelete: async (tx, drop, { id, account, album }) => {
      await events.emit(tx, 'tracks.removed', { account, tracks: [id] });
      await uploads.deleteEmptyAlbum(tx, drop, album);
    },
  });

  /**
   * A page of an artist's tracks, in album and track order; or a single track.
   * @param text the artist's id or exact name, or the track's id
   * @throws not_found when it is none of these
   */
  async function tracksOf(
    text: string,
    page: PageRequest,
    viewer: Account | undefined,
  ): Promise<Page<FullTrack> | FullTrack> {
    try {
      const artistIds = await artistsNamed(text);
      return await pageWithin((part) => store.fullTracks(db.read, part, artistIds), page, keys.full);
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
   * The picture of a track: its own, or else its album's; and who created the track.
   * @throws not_found, forbidden for what belongs to a private profile
   */
  async function coverOf(idText: string, viewer: Account | undefined) {
    const { id, image } = await tracks.see(idText, viewer);
    const sources = await store.coverSources(db.read, id);
    const own = image === null ? undefined : ({ place: 'tracks', name: image } as const);
    const albums = sources?.image == null ? undefined : ({ place: 'albums', name: sources.image } as const);
    return { picture: own ?? albums, createdBy: sources?.createdBy ?? null };
  }

  /**
   * Tracks whose audio has these contents, with the SHA-256 of it: those whose audio the caller has brought, for root all.
   * @param hashes SHA-256, hexadecimal, a hundred at most
   */
  const tracksHeld = async (caller: Account | undefined, hashes: readonly string[]) =>
    caller === undefined ? [] : imports.held(caller, hashes);

  /** Takes over what the tags of stored audio files say, which have been read again. @param ofAudio the genre of each, if any */
  async function retag(tx: Handle, ofAudio: ReadonlyMap<string, string | undefined>): Promise<void> {
    if (ofAudio.size > 0) await changed(tx, { tracks: await store.setGenres(tx, ofAudio) });
  }

  return {
    ...{
      artists,
      albums,
      tracks,
      tracksOf,
      tracksHeld,
      coverOf,
      retag,
      importFile: imports.add,
      wholeTrack: imports.whole,
      pictureOf,
      said: saidIn,
      ...uploads,
    },
    ...{ rename: own.rename, updateHidden: own.updateAll, releases: releasesInCatalogue(db, own, events, changed) },
  };
}
