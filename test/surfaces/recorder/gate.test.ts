import { expect, test } from 'bun:test';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Arriving, part } from '../../support/arriving.ts';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';

const MIB = 1024 * 1024;
const OPENING = '--b\r\nContent-Disposition: form-data; name="wav_file"; filename="song.wav"\r\n\r\n';
const END = '--b--\r\n';

interface Key {
  user_id: number | string;
  user_access_token: string;
}

const id = ({ user_id }: Key) => part('name="user_id"', String(user_id));
const token = ({ user_access_token }: Key) => part('name="user_access_token"', user_access_token);
const wrong: Key = { user_id: 1, user_access_token: '5eed0000-0000-4000-8000-00000000dead' };

/** A file of zeros, in pieces. */
function* zeros(bytes: number): Generator<string | Uint8Array> {
  yield OPENING;
  const piece = new Uint8Array(64 * 1024);
  for (let at = 0; at < bytes; at += piece.length) yield piece;
  yield '\r\n';
}

function* each(...parts: (string | Uint8Array | Iterable<string | Uint8Array>)[]): Generator<string | Uint8Array> {
  for (const one of parts) {
    if (typeof one === 'string' || one instanceof Uint8Array) yield one;
    else yield* one;
  }
}

async function send(house: House, arriving: Arriving) {
  const response = await house.handle(arriving.request);
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: (await response.json()) as { message?: unknown } };
}

const addTrack = (...parts: Parameters<typeof each>) => new Arriving('/add_track', each(...parts));
const error = (message: unknown, status = 400) => ({ status, body: { status: 'error', message } });
const NO_ROOM =
  'there is no room just now for wav_file before user_id and user_access_token: send these first, or try again later';

onEachEngine('POST /add_track', (house) => {
  const anna = async (): Promise<Key> =>
    (await house().call('POST', '/register', { body: { user_name: 'Анна' } })).body;
  const song = async () => [OPENING, await fixture('pcm-16.wav'), '\r\n'];
  const staged = () => house().files('tmp');
  const bytesStaged = async () => {
    const stats = (await staged()).map((name) => stat(join(house().config.dataDir, 'tmp', name)));
    return (await Promise.all(stats)).reduce((sum, { size }) => sum + size, 0);
  };
  /** Resolves once so many files are arriving. */
  const waiting = async (files: number) => {
    while ((await staged()).length !== files) await Bun.sleep(5);
  };

  test('refuses a wrong key before it reads the file', async () => {
    const arriving = addTrack(id(wrong), token(wrong), zeros(100 * MIB), END);
    expect(await send(house(), arriving)).toMatchObject(error('Invalid credentials'));
    expect(arriving.read).toBeLessThan(200_000);
    expect(await staged()).toEqual([]);
  });

  test('refuses a wrong key while the client still sends, and opens no file for it', async () => {
    const arriving = new Arriving('/add_track', each(id(wrong), token(wrong), OPENING, new Uint8Array(1000)), true);
    expect(await send(house(), arriving)).toMatchObject(error('Invalid credentials'));
    expect(await staged()).toEqual([]);
  });

  test('refuses a wrong name of the file before it reads it', async () => {
    const named = OPENING.replace('.wav', '.mp3');
    const key = await anna();
    const arriving = addTrack(id(key), token(key), named, ...zeros(100 * MIB), END);
    expect(await send(house(), arriving)).toMatchObject(error('wav_file must have a name that ends in .wav'));
    expect(arriving.read).toBeLessThan(200_000);
  });

  test('refuses a wrong key behind the file, and nothing stays', async () => {
    expect(await send(house(), addTrack(zeros(MIB), id(wrong), token(wrong), END))).toMatchObject(
      error('Invalid credentials'),
    );
    expect(await staged()).toEqual([]);
  });

  test.each<[string, (key: Key, file: Iterable<string | Uint8Array>) => Parameters<typeof each>]>([
    ['before the file', (key, file) => [id(key), token(key), file]],
    ['behind it', (key, file) => [file, token(key), id(key)]],
    ['on both sides of it', (key, file) => [id(key), file, token(key)]],
    ['among other fields', (key, file) => [part('name="x"', 'y'), id(key), part('name="z"'), token(key), file]],
  ])('takes id and key %s', async (_, order) => {
    const answer = await send(house(), addTrack(...order(await anna(), await song()), END));
    expect(answer).toMatchObject({ status: 201, body: { status: 'success' } });
    expect(await staged()).toEqual([]);
  });

  const file = (name: string) => `${part(`name="wav_file"; filename="${name}"`, 'RIFF')}`;
  const NAME = 'wav_file must have a name that ends in .wav';
  const NUMBER = 'user_id must be a whole number, as /register answers it';
  test.each<[string, string[], unknown]>([
    ['a wrong key and a wrong name', [id(wrong), token(wrong), file('a.mp3')], ['Invalid credentials', NAME]],
    ['the same, with the file first', [file('a.mp3'), id(wrong), token(wrong)], ['Invalid credentials', NAME]],
    ['no number and a wrong name', [id({ ...wrong, user_id: 'x' }), token(wrong), file('a.mp3')], [NUMBER, NAME]],
    [
      'no number and no key',
      [id({ ...wrong, user_id: 'x' }), file('a.wav')],
      ['user_access_token is required', NUMBER],
    ],
    [
      'nothing right',
      [file('.wav'), id({ ...wrong, user_id: '' }), token({ ...wrong, user_access_token: '' })],
      [NUMBER, 'user_access_token must be the token that /register answered', NAME],
    ],
    ['a wrong key and no file', [id(wrong), token(wrong)], ['Invalid credentials', 'wav_file is required']],
    [
      'a wrong key and a file input left empty',
      [id(wrong), token(wrong), part('name="wav_file"; filename=""\r\nContent-Type: application/octet-stream')],
      ['Invalid credentials', 'wav_file is required'],
    ],
    [
      'a wrong key and a text as file',
      [id(wrong), token(wrong), part('name="wav_file"', 'a.wav')],
      ['Invalid credentials', 'wav_file must be a file'],
    ],
    [
      'a wrong key and a file without a name',
      [id(wrong), token(wrong), part('name="wav_file"\r\nContent-Type: application/octet-stream', 'RIFF')],
      ['Invalid credentials', NAME],
    ],
    [
      'nothing',
      [part('name="x"', 'y')],
      ['user_id is required', 'user_access_token is required', 'wav_file is required'],
    ],
  ])('tells all problems at once: %s', async (_, parts, message) => {
    expect(await send(house(), addTrack(...parts, END))).toMatchObject(error(message));
    expect(await staged()).toEqual([]);
  });

  test('takes at most 64 MiB before id and key, and says how to send more', async () => {
    const arriving = addTrack(zeros(100 * MIB), id(wrong), token(wrong), END);
    expect(await send(house(), arriving)).toMatchObject(
      error('wav_file is larger than 67108864 bytes: send user_id and user_access_token before it', 413),
    );
    expect(arriving.read).toBeLessThan(65 * MIB);
    expect(await staged()).toEqual([]);
  });

  test('holds at most 64 MiB of all strangers together, and gives the room back', async () => {
    const first = new Arriving('/add_track', each(OPENING, new Uint8Array(40 * MIB)), true);
    const held = send(house(), first);
    await waiting(1);
    const second = addTrack(zeros(30 * MIB), id(wrong), token(wrong), END);
    // Counted before it is written: with this much of the first one there is no room for the second.
    while ((await bytesStaged()) < 36 * MIB) await Bun.sleep(5);
    expect(await send(house(), second)).toMatchObject({ ...error(NO_ROOM, 503), retryAfter: '10' });
    first.hangUp();
    await held;
    expect(await send(house(), addTrack(zeros(30 * MIB), id(wrong), token(wrong), END))).toMatchObject(
      error('Invalid credentials'),
    );
    expect(await staged()).toEqual([]);
  });

  test('holds at most 16 uploads of strangers; who says first who they are is served meanwhile', async () => {
    const key = await anna();
    const strangers = Array.from({ length: 40 }, () => new Arriving('/add_track', each(OPENING, 'RIFF'), true));
    const refused: unknown[] = [];
    const answers = strangers.map(async (stranger) => {
      const answer = await send(house(), stranger);
      refused.push(answer);
      return answer;
    });
    while (refused.length < 24) await Bun.sleep(5);
    await waiting(16);
    expect(refused).toHaveLength(24);
    for (const answer of refused) expect(answer).toMatchObject({ ...error(NO_ROOM, 503), retryAfter: '10' });
    expect((await send(house(), addTrack(id(key), token(key), await song(), END))).status).toBe(201);
    expect((await send(house(), addTrack(await song(), id(key), token(key), END))).status).toBe(503);
    for (const stranger of strangers) stranger.hangUp();
    await Promise.all(answers);
    expect(await staged()).toEqual([]);
    expect((await send(house(), addTrack(await song(), id(key), token(key), END))).status).toBe(201);
  });

  test('gives places back whatever becomes of a form', async () => {
    const key = await anna();
    const ends: [string, Parameters<typeof each>][] = [
      ['malformed', [OPENING, 'RIFF']],
      ['refused', [zeros(MIB), id(wrong), token(wrong), END]],
      ['twice a field', [zeros(MIB), id(wrong), id(wrong)]],
      ['no WAV', [zeros(MIB), id(key), token(key), END]],
      ['taken', [await song(), id(key), token(key), END]],
    ];
    for (const [, parts] of ends)
      await Promise.all(Array.from({ length: 2 }, () => send(house(), addTrack(...parts.map(copied)))));
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => send(house(), addTrack(zeros(4 * MIB - 1), id(wrong), token(wrong), END))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(await staged()).toEqual([]);
  });
});

/** A generator is had once only. */
function copied(piece: Parameters<typeof each>[number]): Parameters<typeof each>[number] {
  return typeof piece === 'string' || piece instanceof Uint8Array || Array.isArray(piece) ? piece : [...zeros(MIB)];
}
