import type { Account } from '../../domain/accounts/model.ts';
import type { AlbumRow, ArtistRow, SongRow } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { withoutArticle } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import type { Call } from './endpoint.ts';
import type { Tree } from './protocol/xml.ts';
import { type Marks, things } from './things.ts';

export type Views = ReturnType<typeof views>;

/** An album as a thing of its own, or as old players know it: a folder. */
export type AlbumForm = 'album' | 'folder';
/** An artist as a thing of its own, or as old players know it. */
export type ArtistForm = 'artist' | 'old';

const idsOf = (rows: readonly { id: Id }[]): Id[] => rows.map(({ id }) => id);

/** Songs, albums and artists as a viewer is shown them: one query for each sort of fact, however many there are. */
export function views({ library, players, config }: Pick<Services, 'library' | 'players' | 'config'>) {
  const shown = things((name) => withoutArticle(name, library.ignoredArticles), config.labelName);

  async function songRows(rows: readonly SongRow[], viewer: Account): Promise<Tree[]> {
    const marks = await players.marks(viewer, 'track', idsOf(rows));
    return rows.map((row) => shown.song(row, marks));
  }

  async function albumRows(rows: readonly AlbumRow[], viewer: Account, form: AlbumForm): Promise<Tree[]> {
    const marks = await players.marks(viewer, 'album', idsOf(rows));
    return rows.map((row) => (form === 'album' ? shown.album(row, marks) : shown.folder(row, marks)));
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
  const songs = async (ids: readonly Id[], viewer: Account): Promise<Tree[]> =>
    ids.length === 0 ? [] : songRows(await library.songs(ids), viewer);
  /** The same with hidden songs that the viewer may see: for what they have put together themselves. */
  const keptSongs = async (ids: readonly Id[], viewer: Account): Promise<Tree[]> =>
    ids.length === 0 ? [] : songRows(await library.songs(ids, viewer), viewer);
  const albums = async (ids: readonly Id[], viewer: Account, form: AlbumForm): Promise<Tree[]> =>
    ids.length === 0 ? [] : albumRows(await library.albums(ids), viewer, form);
  const artists = async (ids: readonly Id[], call: Call, form: ArtistForm): Promise<Tree[]> =>
    ids.length === 0 ? [] : artistRows(await library.artists(ids), call, form);

  return { songRows, albumRows, artistRows, markedArtists, songs, keptSongs, albums, artists };
}
