import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const ARTISTS = 20;
const ALBUMS_OF_EACH = 50;
const SAMPLE_RATE = 44_100;
const SECONDS_OF_SOUND = 60;

/** What there is to ask for, in a data folder that the server has filled by its own interface. */
export interface World {
  artist: string;
  album: string;
  track: string;
  token: string;
}

/** Fills an empty server: artists with fifty albums each, and one track with a minute of sound. */
export async function fill(url: string): Promise<World> {
  const post = async (path: string, body: object, token?: string) => {
    const isForm = body instanceof FormData;
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { ...(token ? { token } : {}), ...(isForm ? {} : { 'content-type': 'application/json' }) },
      body: isForm ? body : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { _id: string; token: string };
  };

  const { token } = await post('/users', { username: 'listener', password: 'a long password' });
  let [artist, album] = ['', ''];
  for (let a = 0; a < ARTISTS; a++) {
    artist = (await post('/artists', { name: `Artist ${a}`, info: 'Plays.' }, token))._id;
    const albums = Array.from({ length: ALBUMS_OF_EACH }, (_, at) =>
      post('/albums', { name: `Album ${at} of artist ${a}`, artist, year: 1970 + at }, token),
    );
    album = (await Promise.all(albums)).at(-1)?._id ?? '';
  }
  const form = new FormData();
  form.set('name', 'A minute');
  form.set('album', album);
  form.set('audio', new File([sound()], 'minute.wav'));
  const track = (await post('/tracks', form, token))._id;
  return { artist, album, track, token };
}

/** The one audio file in the data folder, as it lies on disk. */
export async function audioFile(dataDir: string): Promise<string> {
  const [name = ''] = await readdir(join(dataDir, 'tracks'));
  return join(dataDir, 'tracks', name);
}

/** A WAV of 16 bit stereo with a minute of a rising tone: 10 MB. */
export function sound(): Uint8Array<ArrayBuffer> {
  const frames = SAMPLE_RATE * SECONDS_OF_SOUND;
  const file = new DataView(new ArrayBuffer(44 + frames * 4));
  const text = (at: number, chars: string) => {
    for (let i = 0; i < chars.length; i++) file.setUint8(at + i, chars.charCodeAt(i));
  };
  text(0, 'RIFF');
  file.setUint32(4, file.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 2, true);
  file.setUint32(24, SAMPLE_RATE, true);
  file.setUint32(28, SAMPLE_RATE * 4, true);
  file.setUint16(32, 4, true);
  file.setUint16(34, 16, true);
  text(36, 'data');
  file.setUint32(40, frames * 4, true);
  for (let frame = 0; frame < frames; frame++) {
    const level = Math.round(20_000 * Math.sin((frame * frame) / 1e6));
    file.setInt16(44 + frame * 4, level, true);
    file.setInt16(46 + frame * 4, level, true);
  }
  return new Uint8Array(file.buffer);
}
