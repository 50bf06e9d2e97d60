import { afterAll, afterEach, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MP3_RATES } from '../../../../src/domain/media/transcoding/choice.ts';
import { filled, planAnswer } from '../../../../src/http/files/file-answer.ts';
import { fixture } from '../../../support/fixtures.ts';
import { framesOf, heard } from '../../../support/mp3.ts';
import { Studio, TONE } from '../../../support/transcoding.ts';
import { CODINGS, wave } from '../../../support/wave.ts';

/** Seconds that encoders put around the music, here and in the source. */
const SILENCE = 0.12;

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());
afterEach(() => {
  setSystemTime();
});

describe('open, an MP3 of', () => {
  const sources = [
    ['pcm-16.wav', 1, 48_000],
    ['pcm-24.wav', 0.25, 48_000],
    ['tone-16.flac', 0.2, 44_100],
    ['tone.flac', 1, 48_000],
    ['tone.ogg', 1, 44_100],
    ['tone.opus', 1, 48_000],
    ['cbr.mp3', 1, 44_100],
    ['vbr.mp3', 3, 48_000],
  ] as const;
  const rates = [32, 128, 320];
  test.each(sources.flatMap((source) => rates.map((bitrate) => [...source, bitrate] as const)))(
    '%s is %d s at %d Hz and %d kbit/s',
    async (name, seconds, rate, bitrate) => {
      const file = await studio.file(name.split('.')[1] as string, await fixture(name));
      const bytes = await studio.all(file, { bitrate });
      expect(framesOf(bytes)).toMatchObject({ bitrate, rate });
      const music = await heard(bytes);
      expect(music.seconds).toBeGreaterThan(seconds - 0.01);
      expect(music.seconds).toBeLessThan(seconds + SILENCE);
    },
    20_000,
  );

  test.each(MP3_RATES.map((rate) => [rate]))(
    'a tone has its pitch and loudness at %d kbit/s',
    async (bitrate) => {
      const bytes = await studio.all(await studio.file('wav', wave(TONE)), { bitrate });
      expect(framesOf(bytes)).toMatchObject({ bitrate, rate: 44_100, channels: 2 });
      const { pitch, loudness } = await heard(bytes);
      expect(Math.abs(pitch - 440)).toBeLessThan(3);
      expect(loudness).toBeCloseTo(0.5 * Math.SQRT1_2, 1);
    },
    20_000,
  );

  test.each([
    ['8 kHz, mono', { ...TONE, rate: 8000, channels: 1 }, 48_000, 1],
    ['11.025 kHz', { ...TONE, rate: 11_025 }, 44_100, 2],
    ['32 kHz', { ...TONE, rate: 32_000 }, 48_000, 2],
    ['24 bit, 96 kHz', { ...TONE, coding: CODINGS.s24, rate: 96_000 }, 48_000, 2],
    ['float, 88.2 kHz', { ...TONE, coding: CODINGS.f32, rate: 88_200 }, 44_100, 2],
    ['192 kHz, mono', { ...TONE, rate: 192_000, channels: 1 }, 48_000, 1],
    ['6 channels', { ...TONE, rate: 48_000, channels: 6 }, 48_000, 2],
    ['8 channels', { ...TONE, rate: 48_000, channels: 8 }, 48_000, 2],
  ])('a WAV of %s is as long', async (_what, tone, rate, channels) => {
    const bytes = await studio.all(await studio.file('wav', wave(tone)), { bitrate: 128 });
    expect(framesOf(bytes)).toMatchObject({ rate, channels });
    const { seconds, loudness } = await heard(bytes);
    expect(Math.abs(seconds - tone.seconds - SILENCE / 2)).toBeLessThan(SILENCE / 2);
    expect(loudness).toBeGreaterThan(0.1);
  });
});

describe('open, entered at an offset', () => {
  test.each([
    ['pcm-16.wav', 1],
    ['tone.flac', 1],
    ['tone.ogg', 1],
    ['tone.opus', 1],
    ['vbr.mp3', 3],
  ] as const)(
    '%s is as much shorter',
    async (name, seconds) => {
      const file = await studio.file(name.split('.')[1] as string, await fixture(name));
      for (const offset of [0.2, 0.5, 0.9, 1.7]) {
        const { seconds: left } = await heard(await studio.all(file, { bitrate: 64, offset }));
        expect(left).toBeGreaterThanOrEqual(Math.max(0, seconds - offset - 0.06));
        expect(left).toBeLessThan(Math.max(0, seconds - offset) + SILENCE);
      }
    },
    20_000,
  );

  test('begins in the music of that moment, also in an MP3', async () => {
    const high = { ...TONE, pitch: 880, seconds: 3 };
    const [low, rest] = [wave({ ...TONE, seconds: 3 }), wave(high).subarray(44)];
    const wav = await studio.file('wav', Buffer.concat([low, rest]));
    // A data chunk that goes on behind what its header claims would end there.
    const sound = Buffer.concat([low, rest]);
    sound.writeUInt32LE(sound.length - 44, 40);
    await Bun.write(join(studio.folder, 'tracks', wav.name), sound);
    const mp3 = await studio.file('mp3', await studio.all(wav, { bitrate: 320 }));
    for (const file of [wav, mp3]) {
      for (const [offset, pitch] of [
        [0, 660],
        [3.1, 880],
        [2, 770],
      ] as const) {
        const music = await heard(await studio.all(file, { bitrate: 192, offset }));
        expect(Math.abs(music.seconds - (6 - offset) - SILENCE / 2)).toBeLessThan(SILENCE / 2);
        expect(Math.abs(music.pitch - pitch)).toBeLessThan(pitch === 880 ? 4 : 120);
      }
    }
  }, 20_000);

  test('is not kept, and past the end is empty', async () => {
    const file = await studio.file('wav', wave(TONE));
    await studio.all(file, { bitrate: 96, offset: 0.5 });
    expect((await studio.all(file, { bitrate: 96, offset: 100 })).length).toBeLessThan(2000);
    const { whole } = await studio.kept();
    expect(whole.filter((name) => name.startsWith(file.name.slice(0, 21)))).toEqual([]);
  });
});

describe('open, what is not made', () => {
  test.each([
    ['an M4A', 'm4a', () => fixture('tone.m4a')],
    ['a text that is called a FLAC', 'flac', async () => Buffer.from('hello')],
    ['nothing', 'wav', async () => Buffer.alloc(0)],
    ['an OGG that has only its first page', 'ogg', async () => (await fixture('tone.ogg')).subarray(0, 58)],
    ['an MP3 of zeros', 'mp3', async () => Buffer.alloc(10_000)],
  ])('%s is given as it is', async (_what, extension, bytes) => {
    const file = await studio.file(extension, await bytes());
    expect(await studio.transcodes.open(file, { bitrate: 128 })).toBeUndefined();
  });

  test('a file that is not there is not found', async () => {
    const file = await studio.file('wav', wave(TONE));
    await rm(join(studio.folder, 'tracks', file.name));
    const outcome = studio.transcodes.open(file, { bitrate: 128 });
    await expect(outcome).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('a file that is damaged in its middle is made as far as it can be', async () => {
    for (const [name, from] of [
      ['tone-16.flac', 0.6],
      ['tone.ogg', 0.85],
      ['tone.opus', 0.6],
      ['vbr.mp3', 0.6],
    ] as const) {
      const bytes = Buffer.from(await fixture(name));
      bytes.fill(0x55, Math.round(bytes.length * from), Math.round(bytes.length * (from + 0.1)));
      const made = await studio.all(await studio.file(name.split('.')[1] as string, bytes), { bitrate: 128 });
      expect(framesOf(made).bitrate).toBe(128);
      expect((await heard(made)).seconds).toBeGreaterThan(0.1);
    }
  });

  test('a FLAC that is damaged before the end of its first frame is given as it is', async () => {
    const bytes = Buffer.from(await fixture('tone.flac'));
    bytes.fill(0x55, Math.round(bytes.length * 0.6), Math.round(bytes.length * 0.7));
    expect(await studio.transcodes.open(await studio.file('flac', bytes), { bitrate: 128 })).toBeUndefined();
  });

  test('leaves nothing behind', async () => {
    expect((await studio.kept()).unfinished).toBe(0);
  });
});

test('open · gives the whole file once it is made, with ranges and a validator', async () => {
  const file = await studio.file('wav', wave(TONE));
  expect(studio.transcodes.find(file, 160)).toBeUndefined();
  const bytes = await studio.all(file, { bitrate: 160 });
  expect(studio.transcodes.find(file, 160)).toMatchObject({ size: bytes.length });
  const made = await studio.transcodes.open(file, { bitrate: 160 });
  if (!made || !('whole' in made)) throw new Error('it is not whole');
  expect(made.whole).toMatchObject({ type: 'audio/mpeg', size: bytes.length });
  expect(await made.whole.opened.bytes.bytes()).toEqual(new Uint8Array(bytes));
  expect((await studio.kept()).whole).toContain(`${file.name.slice(0, 21)}-160.mp3`);
  const request = new Request('http://localhost/', { headers: { range: 'bytes=100-199' } });
  const answer = filled(planAnswer(request, made.whole), made.whole.opened, request);
  expect([answer.status, answer.headers.get('etag')]).toEqual([206, `"${made.whole.name}"`]);
  expect(await answer.bytes()).toEqual(bytes.slice(100, 200));
});

test('open · deletes what was not asked for longest, once it was not for 10 s', async () => {
  const small = await Studio.open({}, 50_000);
  const later = () => setSystemTime(Date.now() + 11_000);
  const [first, second, third] = [
    await small.file('wav', wave(TONE)),
    await small.file('wav', wave(TONE)),
    await small.file('wav', wave(TONE)),
  ] as const;
  await small.all(first, { bitrate: 128 });
  await small.all(second, { bitrate: 128 });
  later();
  await small.all(first, { bitrate: 128 });
  await small.all(third, { bitrate: 128 });
  await Bun.sleep(100);
  const names = [first, third].map(({ name }) => `${name.slice(0, 21)}-128.mp3`);
  expect((await small.kept()).whole).toEqual(names);
  await small.close();
});
