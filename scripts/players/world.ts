import { sound } from '../bench/world.ts';

const PASSWORD = 'a long password';
/** Albums that the listener has starred, rated and heard. */
const OWN = 500;

/** A listener and the key of their player. */
export async function signUp(url: string): Promise<{ token: string; key: string }> {
  const { token } = (await send(url, '/users', JSON.stringify({ username: 'listener', password: PASSWORD }))) as {
    token: string;
  };
  const body = JSON.stringify({ name: 'player', password: PASSWORD });
  const { appKey } = (await send(url, '/auth/app-keys', body, token)) as { appKey: { key: string } };
  return { token, key: appKey.key };
}

/**
 * Adds a song with a minute of sound, and what the listener keeps of others: stars, ratings and plays.
 * @returns its id, and words to search for: a frequent one, the beginning of many, and one of few songs
 */
export async function addSong(url: string, token: string, key: string): Promise<{ song: string; words: string[] }> {
  const artist = await made(url, '/artists', { name: 'A last one' }, token);
  const album = await made(url, '/albums', { name: 'Of one minute', artist }, token);
  const song = await made(url, '/tracks', { name: 'A minute', album, audio: new File([sound()], 'song.wav') }, token);

  const ask = async (endpoint: string, parameters: string[][]): Promise<Listed> => {
    const query = new URLSearchParams([['apiKey', key], ['f', 'json'], ...parameters] as [string, string][]);
    const answer = await fetch(`${url}/rest/${endpoint}`, { method: 'POST', body: query });
    const { 'subsonic-response': told } = (await answer.json()) as { 'subsonic-response': Listed };
    if (told.status !== 'ok') throw new Error(`${endpoint}: ${JSON.stringify(told)}`);
    return told;
  };
  const newest = [
    ['type', 'newest'],
    ['size', String(OWN)],
  ];
  const albums = (await ask('getAlbumList2', newest)).albumList2?.album ?? [];
  await ask(
    'star',
    albums.map(({ id }) => ['albumId', id]),
  );
  for (const [at, { id }] of albums.entries())
    await ask('setRating', [
      ['id', id],
      ['rating', String(1 + (at % 5))],
    ]);
  const songs = (await ask('getRandomSongs', [['size', '500']])).randomSongs?.song ?? [];
  await ask(
    'scrobble',
    songs.map(({ id }) => ['id', id]),
  );
  const rare = songs[0]?.title.split(' ').at(-1) ?? 'x';
  return { song, words: ['the', 'ka', rare.toLowerCase()] };
}

interface Listed {
  status: string;
  albumList2?: { album: { id: string }[] };
  randomSongs?: { song: { id: string; title: string }[] };
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
