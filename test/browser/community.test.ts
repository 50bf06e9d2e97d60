import { expect } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { browserTests } from '../support/browser.ts';
import { fixturePath } from '../support/fixtures.ts';
import { Program } from '../support/program.ts';
import { CODINGS, wave } from '../support/wave.ts';

const SECONDS = 180;
const MEBIBYTE = 1_048_576;
const TONE = { coding: CODINGS.s16, rate: 32_000, channels: 1, seconds: SECONDS };

const { test, beforeAll, afterAll, launch } = await browserTests('test/browser/community.test.ts');

/** One visit: each test goes on where the one before it has stopped. */
let program: Program;
let browser: Browser;
let page: Page;
let origin: string;
let song: Buffer;
let user: { id: string };
let track: { fileId: string; url: string };
const said: string[] = [];
const complaints: string[] = [];
/** What the page asked of the server, and with what beside the cookie. */
const asked: { what: string; range: string | undefined; isTokenShown: boolean }[] = [];

beforeAll(async () => {
  program = await Program.start({ MP3_BITRATE: '320' });
  origin = program.origins[0] ?? '';
  song = await recordedSong();
  browser = await launch();
  page = await browser.newPage();
  page.setDefaultTimeout(25_000);
  page.on('console', (message) => (message.type() === 'error' ? complaints : said).push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { authorization, token, range } = request.headers();
    const what = `${request.method()} ${new URL(request.url()).pathname}`;
    asked.push({ what, range, isTokenShown: (authorization ?? token) !== undefined });
  });
  const html = await readFile(join(import.meta.dir, 'community.html'), 'utf8');
  // A document of the program's own origin, whose content is then replaced.
  await page.goto(`${origin}/livez`);
  await page.setContent(html.replaceAll('http://localhost:3000', origin));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await program?.remove();
});

/** An MP3 of which a browser does not fetch the whole at once; the recorder makes it. */
async function recordedSong(): Promise<Buffer> {
  const { body } = await program.call('POST', '/register', { user_name: 'Somebody' });
  const form = new FormData();
  form.append('user_id', String(body.user_id));
  form.append('user_access_token', body.user_access_token);
  form.append('wav_file', new File([new Uint8Array(wave(TONE))], 'tone.wav'));
  const made = await program.fetch('/add_track', { method: 'POST', body: form });
  return Buffer.from(await (await fetch(made.headers.get('location') ?? '')).arrayBuffer());
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the page answers.
const evaluate = (script: string): Promise<any> => page.evaluate(script);

/** What the page writes to its console while something is done. */
async function saidDuring(action: () => Promise<unknown>): Promise<string[]> {
  const before = said.length;
  await action();
  return said.slice(before);
}

test('POST /auth/register · a newcomer registers, keeps the tokens, and sees the profile', async () => {
  const answer = await evaluate('registerAndGetProfile()');
  user = answer.user;
  expect(answer.user).toMatchObject({ username: 'johndoe', email: 'user@example.com', role: 'musician' });
  expect(answer.profile).toMatchObject({
    success: true,
    data: { userId: user.id, username: 'johndoe', role: 'musician', stats: { tracksCount: 0 } },
  });
  expect(await evaluate('localStorage.userId')).toBe(user.id);
  expect(await evaluate('localStorage.accessToken.split(".").length')).toBe(3);
  expect(await evaluate('localStorage.refreshToken.length > 20')).toBe(true);
  // Scripts have no part in the cookie.
  expect(await evaluate('document.cookie')).toBe('');
});

test('POST /media/upload/avatar · an avatar is uploaded by a form and nothing else: the cookie says who it is', async () => {
  await page.locator('#avatar').setInputFiles(fixturePath('turned.jpg'));
  const url = `${origin}/media/avatar/${user.id}`;
  const lines = await saidDuring(async () => {
    expect(await evaluate('uploadAvatar(chosen("avatar"), localStorage.userId)')).toMatchObject({
      success: true,
      file: { type: 'avatar', originalName: 'turned.jpg', metadata: { width: 500, height: 500, format: 'jpeg' } },
    });
  });
  expect(lines).toEqual([`Avatar uploaded: ${url}`]);
  expect(asked.at(-1)).toEqual({ what: 'POST /media/upload/avatar', range: undefined, isTokenShown: false });
  expect(await evaluate(`showAvatar("${url}")`)).toEqual([500, 500]);
});

test('GET /media/track/:trackId · a track is streamed whole, and in part', async () => {
  await page.locator('#track').setInputFiles({ name: 'моя песня.mp3', mimeType: 'audio/mpeg', buffer: song });
  const { file } = await evaluate('uploadTrack(chosen("track"), localStorage.userId)');
  track = file;
  expect(file).toMatchObject({ type: 'track', originalName: 'моя песня.mp3', size: song.length });
  expect(file.metadata.duration).toBeCloseTo(SECONDS, 0);
  const { whole, part } = await evaluate(`streamTrack("${track.fileId}")`);
  expect(whole).toEqual({
    ...{ status: 200, type: 'audio/mpeg', size: song.length },
    url: expect.stringMatching(new RegExp(`^blob:${origin}/`)),
  });
  const range = `bytes 0-${MEBIBYTE - 1}/${song.length}`;
  expect(part).toEqual({ status: 206, range, size: MEBIBYTE, isBeginning: true });
});

test('GET /media/track/:trackId · an audio element plays it, and plays on from the middle when it is sent there', async () => {
  const before = asked.length;
  const { duration, middle, currentTime, paused, error } = await evaluate(`playAndSeek("${track.url}")`);
  expect({ paused, error }).toEqual({ paused: false, error: null });
  expect(duration).toBeCloseTo(SECONDS, 0);
  expect(currentTime).toBeGreaterThan(middle);
  expect(currentTime).toBeLessThan(duration);
  // From the beginning, and then from somewhere further on: not all that lies between.
  expect(asked[before]?.range).toBe('bytes=0-');
  expect(Number(/\d+/.exec(asked.at(-1)?.range ?? '')?.[0])).toBeGreaterThan(song.length / 3);
});

test('GET /users/:user/audio-files · the audio files of a user are listed', async () => {
  const lines = await saidDuring(async () => {
    const { success, audioFiles } = await evaluate('listAudioFiles(localStorage.accessToken)');
    expect(success).toBe(true);
    expect(audioFiles).toMatchObject([{ fileId: track.fileId, userId: user.id, type: 'track', url: track.url }]);
  });
  expect(lines.at(-1)).toBe('- моя песня.mp3 (audio/mpeg)');
});

test('GET /users · the users are listed without oneself, and with', async () => {
  await program.member('janedoe');
  let names: string[] = [];
  const lines = await saidDuring(async () => {
    const { success, profiles } = await evaluate('listUsers(localStorage.accessToken)');
    expect(success).toBe(true);
    names = profiles.map(({ username }: { username: string }) => username);
  });
  expect(names).toEqual(expect.arrayContaining(['janedoe', 'johndoe']));
  expect(names).not.toContain('root');
  expect(lines[0]).toBe(`Total users: ${names.length - 1}`);
  expect(lines).toContain('- janedoe (janedoe)');
  expect(lines).not.toContain('- johndoe (johndoe)');
});

test('POST /social/follow/:userId · somebody is followed, known by the cookie', async () => {
  const { body } = await program.call('GET', '/users/janedoe/public');
  const target = body.data.profile.userId;
  const lines = await saidDuring(async () => {
    expect(await evaluate(`follow("${target}", localStorage.userId)`)).toMatchObject({
      success: true,
      data: { followerId: user.id, followingId: target },
    });
  });
  expect(lines).toEqual(['Successfully followed user']);
  expect(asked.at(-1)).toMatchObject({ what: `POST /social/follow/${target}`, isTokenShown: false });
});

test('DELETE /media/track/:trackId, /media/file/:fileId · a track is deleted, and then it is not there to be deleted the other way', async () => {
  const { fileId } = track;
  const lines = await saidDuring(async () => {
    expect(await evaluate(`deleteTrack("${fileId}", "${fileId}", localStorage.accessToken)`)).toEqual([200, 404]);
  });
  expect(lines).toEqual(['Track deleted successfully']);
  const { body } = await program.call('GET', `/users/${user.id}/profile`);
  expect(body.data.stats.tracksCount).toBe(0);
});

test('community.html · has nothing to complain about but that', () => {
  expect(complaints).toEqual([expect.stringContaining('404')]);
});
