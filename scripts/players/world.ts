import { sound } from '../bench/world.ts';
import type { Size } from '../library/seed.ts';
import { type Player, player } from './player.ts';

const PASSWORD = 'a long password';
/** Albums, and songs, that the listener has starred, rated and heard. */
const OWN = 2000;
const ENTRIES = 10_000;
/** Things of one request. */
const AT_ONCE = 500;

/** A listener with what they keep, and what there is to ask for. */
export interface World {
  player: Player;
  /** With a minute of sound. */
  song: string;
  albums: string[];
  artists: string[];
  /** Of 10,000 songs. */
  playlist: string;
  /** To search for: of a few songs. */
  rare: string;
  /** Adds an album: the library is another one then. */
  add(): Promise<unknown>;
}

/** Adds a listener who has starred, rated and heard things all over the library. */
export async function settle(url: string, { albums: all }: Size): Promise<World> {
  const username = `listener-${crypto.randomUUID().slice(0, 8)}`;
  const { token } = (await send(url, '/users', JSON.stringify({ username, password: PASSWORD }))) as { token: string };
  const body = JSON.stringify({ name: 'player', password: PASSWORD });
  const { appKey } = (await send(url, '/auth/app-keys', body, token)) as { appKey: { key: string } };
  const artist = await made(url, '/artists', { name: 'A last one' }, token);
  const add = () => made(url, '/albums', { name: 'Of one minute', artist }, token);
  const album = await add();
  const song = await made(url, '/tracks', { name: 'A minute', album, audio: new File([sound()], 'song.wav') }, token);

  const own = player(url, appKey.key);
  const [albums, songs] = [new Map<string, { artistId: string }>(), new Map<string, { title: string }>()];
  while (albums.size < Math.min(OWN, all / 2)) {
    const { albumList2 } = await own.told<{ albumList2: { album: { id: string; artistId: string }[] } }>(
      `getAlbumList2?size=${AT_ONCE}&type=random`,
    );
    for (const found of albumList2.album) albums.set(found.id, found);
  }
  while (songs.size < ENTRIES) {
    const { randomSongs } = await own.told<{ randomSongs: { song: { id: string; title: string }[] } }>(
      `getRandomSongs?size=${AT_ONCE}`,
    );
    for (const found of randomSongs.song) songs.set(found.id, found);
  }
  const [albumIds, songIds] = [[...albums.keys()], [...songs.keys()].slice(0, ENTRIES)];
  const artists = [...new Set([...albums.values()].map(({ artistId }) => artistId))];
  for (const some of pieces(albumIds)) await own.sent('star', named('albumId', some));
  for (const some of pieces(artists)) await own.sent('star', named('artistId', some));
  for (const some of pieces(songIds.slice(0, OWN))) await own.sent('star', named('id', some));
  for (const some of pieces(songIds.slice(0, OWN))) await own.sent('scrobble', named('id', some));
  for (const [at, id] of albumIds.entries()) await own.told(`setRating?id=${id}&rating=${1 + (at % 5)}`);
  const { playlist } = await own.sent<{ playlist: { id: string } }>('createPlaylist', [
    ['name', 'Long'],
    ...named('songId', songIds),
  ]);
  const rare =
    songs
      .get(songIds[0] ?? '')
      ?.title.split(' ')
      .at(-1) ?? 'x';
  return { player: own, song, albums: albumIds, artists, playlist: playlist.id, rare: rare.toLowerCase(), add };
}

const named = (name: string, ids: readonly string[]): string[][] => ids.map((id) => [name, id]);

function* pieces(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += AT_ONCE) yield ids.slice(at, at + AT_ONCE);
}

async function made(url: string, path: string, fields: Record<string, string | File>, token: string): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return ((await send(url, path, form, token)) as { _id: string })._id;
}

async function send(url: string, path: string, body: string | FormData, token?: string): Promise<object> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: {
      ...(token === undefined ? {} : { token }),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    body,
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as object;
}
