import type { Account } from '../../domain/accounts/model.ts';
import type { AlbumRow, ArtistRow, SongRow } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { withoutArticle } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import type { LongAnswer } from '../../lib/long-answers.ts';
import type { Call, Shown } from './endpoint.ts';
import type { Tree } from './protocol/xml.ts';
import { type Marks, things } from './things.ts';

export type Views = ReturnType<typeof views>;

/** An album as a thing of its own, or as old players know it: a folder. */
export type AlbumForm = 'album' | 'folder';
/** An artist as a thing of its own, or as old players know it. */
export type ArtistForm = 'artist' | 'old';

/** Things that are read at once: other requests are answered in between. */
const AT_ONCE = 500;

type Pending<Value> = Value | Promise<Value>;

const idsOf = (rows: readonly { id: Id }[]): Id[] => rows.map(({ id }) => id);

/**
 * Songs, albums and artists as a viewer is shown them: one query for each sort of fact, however many there are. Things and
 * the marks on them are read at once, which a server that answers over a network can.
 */
export function views({ library, players, config }: Pick<Services, 'library' | 'players' | 'config'>) {
  const shown = things((name) => withoutArticle(name, library.ignoredArticles), config.labelName);

  const songRows = async (rows: readonly SongRow[], viewer: Account): Promise<Tree[]> =>
    markedSongs(rows, players.marks(viewer, 'track', idsOf(rows)));

  async function markedSongs(rows: Pending<readonly SongRow[]>, marks: Pending<Marks>): Promise<Tree[]> {
    const [all, left] = await Promise.all([rows, marks]);
    return all.map((row) => shown.song(row, left));
  }

  const albumRows = async (rows: readonly AlbumRow[], viewer: Account, form: AlbumForm): Promise<Tree[]> =>
    markedAlbums(rows, players.marks(viewer, 'album', idsOf(rows)), form);

  async function markedAlbums(rows: Pending<readonly AlbumRow[]>, marks: Pending<Marks>, form: AlbumForm) {
    const [all, left] = await Promise.all([rows, marks]);
    return all.map((row) => (form === 'album' ? shown.album(row, left) : shown.folder(row, left)));
  }

  async function artistRows(rows: readonly ArtistRow[], { viewer, request }: Call, form: ArtistForm): Promise<Tree[]> {
    return markedArtists(rows, await players.marks(viewer, 'artist', idsOf(rows)), request, form);
  }

  function markedArtists(rows: readonly ArtistRow[], marks: Marks, request: Request, form: ArtistForm): Tree[] {
    const origin = originOf(request, config);
    return rows.map((row) =>
      form === 'artist' ? shown.artist(row, marks, origin) : shown.oldArtist(row, marks, origin),
    );
  }

  /** Songs by their ids, in that order; what everybody is not shown is left out, and so is what is gone. */
  const songs = (ids: readonly Id[], { viewer, long }: Shown): Promise<Tree[]> =>
    inPieces(ids, long, (some) => markedSongs(library.songs(some), players.marks(viewer, 'track', some)));
  /** The same with hidden songs that the viewer may see: for what they have put together themselves. */
  const keptSongs = (ids: readonly Id[], { viewer, long }: Shown): Promise<Tree[]> =>
    inPieces(ids, long, (some) => markedSongs(library.songs(some, viewer), players.marks(viewer, 'track', some)));
  const albums = (ids: readonly Id[], { viewer, long }: Shown, form: AlbumForm): Promise<Tree[]> =>
    inPieces(ids, long, (some) => markedAlbums(library.albums(some), players.marks(viewer, 'album', some), form));
  const artists = (ids: readonly Id[], call: Call, form: ArtistForm): Promise<Tree[]> =>
    inPieces(ids, call.long, async (some) => artistRows(await library.artists(some), call, form));

  return { songRows, albumRows, artistRows, markedArtists, songs, keptSongs, albums, artists };
}

async function inPieces(
  ids: readonly Id[],
  long: LongAnswer,
  read: (some: readonly Id[]) => Promise<Tree[]>,
): Promise<Tree[]> {
  const all: Tree[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await long.goOn(ids.length);
    all.push(...(await read(ids.slice(at, at + AT_ONCE))));
  }
  return all;
}
