import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBuffer } from 'music-metadata';
import sharp from 'sharp';
import { ROOT } from './lockfile.ts';

const fixture = (name: string) => join(ROOT, 'test/fixtures', name);
const AVATAR_SIDE = 500;

/**
 * Runs the README's script of the first song against a server, as somebody new would.
 * @param folder an empty one, where the script finds a picture and a song
 * @returns the picture and the song that it was given, and the address at which that plays
 * @throws Error when the script fails, or the song that it fetched is another
 */
export async function firstSong(origin: string, folder: string) {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const script = /<!-- test: first-song -->\n```sh\n(.*?)```/s.exec(readme)?.[1];
  if (script === undefined) throw new Error('README.md has no script of a first song');
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#284' } })
    .jpeg()
    .toBuffer();
  const song = await readFile(fixture('cbr.mp3'));
  await writeFile(join(folder, 'cover.jpg'), picture);
  await writeFile(join(folder, 'song.mp3'), song);
  const text = script.replace('http://localhost:3000', origin);
  const shell = Bun.spawn(['bash', '-eu', '-c', text], { cwd: folder, stdout: 'pipe', stderr: 'pipe' });
  const [said, complained] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
  if ((await shell.exited) !== 0 || complained !== '') throw new Error(`the first song failed: ${complained}${said}`);
  if (!song.equals(await readFile(join(folder, 'first-64-KiB.mp3')))) throw new Error('the first song is another');
  return { picture, song, address: /play it: (\S+)/.exec(said)?.[1] ?? '' };
}

/**
 * What needs the native and WebAssembly parts of an executable: a picture is made smaller, and a WAV becomes an MP3.
 * @throws Error when an answer is not as it should be
 */
export async function firstPicture(origin: string): Promise<void> {
  const username = `bob-${crypto.randomUUID()}`;
  const account = { username, email: `${username}@example.com`, password: 'a good password' };
  const { user, accessToken } = await json(fetch(`${origin}/auth/register`, asJson(account)));
  const avatar = new FormData();
  avatar.set('userId', user.id);
  avatar.set('file', new File([await readFile(fixture('turned.jpg'))], 'me.jpg'));
  const headers = { authorization: `Bearer ${accessToken}` };
  await json(fetch(`${origin}/media/upload/avatar`, { method: 'POST', headers, body: avatar }));
  const shown = await fetch(`${origin}/media/avatar/${user.id}`);
  const { format, width, height } = await sharp(await shown.bytes()).metadata();
  if (format !== 'jpeg' || width !== AVATAR_SIDE || height !== AVATAR_SIDE)
    throw new Error(`an avatar is ${format}, ${width} by ${height}`);
}

/** @throws Error as `firstPicture` */
export async function firstRecording(origin: string): Promise<void> {
  const { user_id, user_access_token } = await json(fetch(`${origin}/register`, asJson({ user_name: 'Carl' })));
  const recording = new FormData();
  recording.set('user_id', String(user_id));
  recording.set('user_access_token', user_access_token);
  recording.set('wav_file', new File([await readFile(fixture('pcm-16.wav'))], 'voice.wav'));
  const made = await fetch(`${origin}/add_track`, { method: 'POST', body: recording });
  const heard = await fetch(made.headers.get('location') ?? origin);
  const { format } = await parseBuffer(await heard.bytes(), { mimeType: 'audio/mpeg' });
  if (format.codec !== 'MPEG 1 Layer 3') throw new Error(`a recording is ${made.status}, and ${format.codec}`);
}

const asJson = (body: object) => ({
  ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
});

// biome-ignore lint/suspicious/noExplicitAny: what is read of the answer says what it is to be.
async function json(asked: Promise<Response>): Promise<any> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`${answer.url} answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
