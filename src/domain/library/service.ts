import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { invalid } from '../../errors.ts';
import { indexLetterOf, nameKeyOf, sortKeyOf, soughtWords, withoutArticle } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import { isLongerThan } from '../../lib/text.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Catalogue } from '../catalogue/service.ts';
import type { Media } from '../media/service.ts';
import type { Tasks } from '../tasks/service.ts';
import { filling } from './filling.ts';
import { indexing } from './indexing.ts';
import { libraryLists } from './lists.ts';
import type { AlbumRow, ArtistRow, Kind, Part, SongRow } from './model.ts';
import { libraryRows } from './rows.ts';
import { sampling } from './sampling.ts';
import { searchStore } from './search-store.ts';

/** Characters of a search. */
const LONGEST_QUERY = 500;
/** Artists that are read at once for the whole list. */
const AT_ONCE = 500;

export type Library = ReturnType<typeof libraryService>;

/** What players browse and search: everything visible in the catalogue, with what follows from it. */
export function libraryService(
  db: Database,
  visibility: Pick<Visibility, 'seesHidden' | 'sql'>,
  tasks: Pick<Tasks, 'schedule'>,
  media: Pick<Media, 'reread' | 'keepFacts'>,
  catalogue: Pick<Catalogue, 'retag'>,
  { ignoredArticles }: Pick<Config, 'ignoredArticles'>,
) {
  const indexed = indexing(db, ignoredArticles);
  const lists = libraryLists(db);
  const rows = libraryRows(db, visibility);
  const samples = sampling(db);
  const words = searchStore(db);
  const sortKey = (name: string) => sortKeyOf(name, ignoredArticles);
  /** All artists, as they were in a version at the earliest. */
  let known: { version: number; rows: ReadonlyMap<Id, ArtistRow> } | undefined;

  /**
   * The ids of what a search finds: every word begins a word of a song's title, album or artist, of an album's name, artist
   * or year, of an artist's name. A query of separators alone finds nothing; a part of size 0 costs nothing.
   * @throws invalid (`query`) when it is longer than 500 characters
   */
  async function search(query: string, parts: Readonly<Partial<Record<Kind, Part>>>): Promise<Record<Kind, Id[]>> {
    if (isLongerThan(query, LONGEST_QUERY)) throw invalid('query', `must have at most ${LONGEST_QUERY} characters`);
    const key = nameKeyOf(query);
    const sought = soughtWords(query);
    const find = async (kind: Kind) => {
      const part = parts[kind];
      return part && part.size > 0 && sought.length > 0 ? words.find(db.read, kind, key, sought, part) : [];
    };
    return { artists: await find('artists'), albums: await find('albums'), tracks: await find('tracks') };
  }

  /** A song, also a hidden one that the viewer may see. */
  const song = async (id: Id, viewer: Account | undefined): Promise<SongRow | undefined> =>
    (await rows.songs([id], viewer))[0];

  /** An album with its songs, by disc and number. Of a hidden one, those who may see it see what it has. */
  const album = (id: Id, viewer: Account | undefined): Promise<{ album: AlbumRow; songs: SongRow[] } | undefined> =>
    rows.album(id, viewer, lists.songsOn);

  /** An artist with the visible albums, by year and sort key; also one who has none, or a hidden one whom the viewer may see. */
  async function artist(
    id: Id,
    viewer: Account | undefined,
  ): Promise<{ artist: ArtistRow; albums: AlbumRow[] } | undefined> {
    const found = await rows.artist(id, viewer, sortKey);
    return found && { artist: found, albums: await rows.albums(await lists.albumsOf(id)) };
  }

  /**
   * All artists who have a visible album, by sort key. Read again are those that have changed since the last time, by this
   * process or another one; the rest are the same objects.
   */
  async function allArtists(): Promise<ArtistRow[]> {
    const { version } = await lists.state();
    const old = known && known.version <= version ? known : undefined;
    const ids = await lists.artists();
    const changed = new Set(old && (await lists.artistsChanged(old.version)));
    const kept = new Map<Id, ArtistRow>();
    for (const id of ids) {
      const row = changed.has(id) ? undefined : old?.rows.get(id);
      if (row) kept.set(id, row);
    }
    // Neighbours by id lie on the same pages of the database: in the order of names each piece would read them all.
    const wanted = ids.filter((id) => !kept.has(id)).sort();
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      if (at > 0) await yieldTurn();
      for (const row of await rows.artists(wanted.slice(at, at + AT_ONCE))) kept.set(row.id, row);
    }
    known = { version, rows: kept };
    return ids.flatMap((id) => kept.get(id) ?? []);
  }

  return {
    /** Takes note of what a transaction changes in the catalogue: for the event `catalogue.changed`. */
    index: (tx: Handle, changes: Parameters<typeof indexed.index>[1]) => indexed.index(tx, changes),
    ...{ search, song, album, artist, allArtists },
    /** By ids, in their order; what is hidden or gone is left out, but for songs that the viewer, if any, may see. */
    ...{ songs: rows.songs, albums: rows.albums, artists: rows.artists },
    ...{ visible: rows.visible, lyrics: rows.lyrics, infoOf: rows.infoOf },
    /** Ids, in the order of a list. */
    ids: {
      ...{ albums: lists.albums, everything: lists.everything, songsOfGenre: lists.songsOfGenre },
      ...{ songs: lists.songs, artistsByName: lists.artistsByName },
      ...{ albumsOf: lists.albumsOf, songsOn: lists.songsOn, songsOf: lists.songsOf, topSongs: lists.topSongs },
      ...{ artistsCalled: lists.artistsCalled, random: samples.random, similar: samples.similar },
    },
    ...{ state: lists.state, genres: lists.genres, ignoredArticles, indexLetterOf },
    /** A name without its leading article, as it is shown. */
    sortNameOf: (name: string) => withoutArticle(name, ignoredArticles),
    fill: filling(db, indexed, tasks, media, catalogue),
  };
}
