import type { Account } from '../../domain/accounts/model.ts';
import type { AlbumRow, ArtistRow, SongRow } from '../../domain/library/model.ts';
import type { FullPlaylist } from '../../domain/players/playlist-reading.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, isKind } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

/** What an id of any kind names. */
export type Thing =
  | { kind: 'song'; song: SongRow }
  | { kind: 'album'; album: AlbumRow; songs: SongRow[] }
  | { kind: 'artist'; artist: ArtistRow; albums: AlbumRow[] }
  | { kind: 'playlist'; playlist: FullPlaylist };

export const noThing = (subject: string) => new DomainError('not_found', `There is no such ${subject}`, { subject });

/** Finds what an id names, as far as the viewer may see it. */
export function finding({ library, players }: Pick<Services, 'library' | 'players'>) {
  const song = async (id: Id | undefined, viewer: Account): Promise<SongRow> => {
    const found = id && (await library.song(id, viewer));
    if (!found) throw noThing('track');
    return found;
  };

  const album = async (id: Id | undefined, viewer: Account) => {
    const found = id && (await library.album(id, viewer));
    if (!found) throw noThing('album');
    return found;
  };

  const artist = async (id: Id | undefined, viewer: Account) => {
    const found = id && (await library.artist(id, viewer));
    if (!found) throw noThing('artist');
    return found;
  };

  /** Among songs, then albums, artists and playlists. @throws not_found */
  async function any(id: Id | undefined, viewer: Account): Promise<Thing> {
    if (id === undefined) throw noThing('thing');
    const one = await library.song(id, viewer);
    if (one) return { kind: 'song', song: one };
    const found = await library.album(id, viewer);
    if (found) return { kind: 'album', ...found };
    const person = await library.artist(id, viewer);
    if (person) return { kind: 'artist', ...person };
    return { kind: 'playlist', playlist: await players.playlist(viewer, id).catch(asNothing) };
  }

  return { song, album, artist, any };
}

function asNothing(error: unknown): never {
  throw isKind(error, 'not_found') ? noThing('thing') : error;
}
