import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import { type Conversion, type ConversionOptions, Mp3Converter } from '../../../src/domain/media/convert.ts';
import { openFiles } from '../../support/open-files.ts';
import { CODINGS, chunk, format, riff, samples, type Tone, wave } from '../../support/wave.ts';

let folder: string;
let converter: Mp3Converter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-'));
  converter = new Mp3Converter();
});
afterAll(async () => {
  await converter.stop();
  await rm(folder, { recursive: true });
});

const mp3 = () => join(folder, 'tone.mp3');
afterEach(() => rm(mp3(), { force: true }));

async function convert(wav: Uint8Array, options: Partial<ConversionOptions> = {}): Promise<Conversion> {
  const path = join(folder, 'tone.wav');
  await writeFile(path, wav);
  return converter.convert(path, mp3(), { bitrate: 128, ...options });
}

/** What a player that knows nothing of the encoder's silence reads in the MP3. */
async function heard() {
  const { format, common } = await parseFile(mp3());
  const { duration, sampleRate, numberOfChannels: channels, bitrate, codecProfile, tool } = format;
  return { duration: duration ?? 0, sampleRate, channels, bitrate, codecProfile, tool, common };
}

/** Samples that the encoder puts around the music at most. */
const SILENCE = 2 * 1152;

const TONE: Tone = { coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 1.3 };

describe('Mp3Converter, the MP3 of a WAV', () => {
  test.each([
    ['8 bit, 8 kHz, mono', { ...TONE, coding: CODINGS.u8, rate: 8000, channels: 1 }, 48_000],
    ['16 bit, 11.025 kHz, stereo', { ...TONE, rate: 11_025 }, 44_100],
    ['16 bit, 16 kHz, mono', { ...TONE, rate: 16_000, channels: 1 }, 48_000],
    ['24 bit, 22.05 kHz, mono', { ...TONE, coding: CODINGS.s24, rate: 22_050, channels: 1 }, 44_100],
    ['16 bit, 32 kHz, stereo', { ...TONE, rate: 32_000 }, 32_000],
    ['16 bit, 44.1 kHz, stereo', TONE, 44_100],
    ['24 bit, 48 kHz, stereo', { ...TONE, coding: CODINGS.s24, rate: 48_000 }, 48_000],
    ['32 bit, 88.2 kHz, stereo', { ...TONE, coding: CODINGS.s32, rate: 88_200 }, 44_100],
    ['32 bit float, 96 kHz, stereo', { ...TONE, coding: CODINGS.f32, rate: 96_000 }, 48_000],
    ['64 bit float, 44.056 kHz, mono', { ...TONE, coding: CODINGS.f64, rate: 44_056, channels: 1 }, 48_000],
    ['24 bit, 192 kHz, stereo', { ...TONE, coding: CODINGS.s24, rate: 192_000 }, 48_000],
  ])('is as long and has its channels: %s', async (_what, tone, sampleRate) => {
    const conversion = await convert(wave(tone));
    const { channels } = tone;
    expect(conversion.duration).toBeCloseTo(1.3, 3);
    expect(conversion).toMatchObject({ channels, sampleRate, size: (await stat(mp3())).size });
    const { duration, ...found } = await heard();
    expect(duration).toBeGreaterThan(1.3);
    expect(duration).toBeLessThan(1.3 + SILENCE / sampleRate);
    expect(found).toMatchObject({ channels, sampleRate, bitrate: 128_000, codecProfile: 'CBR' });
  });

  test.each([32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320])(
    'has the bit rate that was asked for: %d',
    async (bitrate) => {
      await convert(wave({ ...TONE, rate: 8000, channels: 1, seconds: 0.2 }), { bitrate });
      expect((await heard()).bitrate).toBe(bitrate * 1000);
    },
  );

  test('says how much silence the encoder put around the music', async () => {
    for (const seconds of [0.001, 1, 2.7]) {
      await convert(wave({ ...TONE, seconds }));
      const file = await readFile(mp3());
      const at = file.indexOf('Info');
      const frames = file.readUInt32BE(at + 8);
      const silence = file.readUIntBE(at + 141, 3);
      expect(frames * 1152 - (silence >> 12) - (silence & 0xfff)).toBe(Math.round(44_100 * seconds));
      expect(file.readUInt32BE(at + 12)).toBe(file.length);
      await rm(mp3());
    }
  });

  test('has title and artist in every script', async () => {
    await convert(wave(TONE), { title: 'Ночь 🌙', artist: 'Тихий Дон' });
    expect((await heard()).common).toMatchObject({ title: 'Ночь 🌙', artist: 'Тихий Дон' });
  });

  test('has no tag when there is nothing to tell', async () => {
    await convert(wave(TONE));
    expect((await readFile(mp3())).readUInt16BE(0) & 0xffe0).toBe(0xffe0);
  });
});

describe('Mp3Converter, a WAV of an uncommon form', () => {
  const music = samples(TONE);
  const list = chunk('LIST', Buffer.from('INFOodd'));
  const ds64 = Buffer.alloc(28);
  ds64.writeBigUInt64LE(BigInt(music.length), 8);

  test.each([
    [
      'with an odd chunk before the music and others behind it',
      [format(TONE), list, chunk('data', music), list, chunk('id3 ', music)],
    ],
    ['in WAVE_FORMAT_EXTENSIBLE', [format(TONE, true), chunk('data', music)]],
  ])('is taken: %s', async (_what, chunks) => {
    expect((await convert(riff(chunks))).duration).toBeCloseTo(1.3, 4);
  });

  test.each([
    [
      'RF64, its length in another chunk',
      'RF64',
      0xffffffff,
      [chunk('ds64', ds64), format(TONE), chunk('data', music, 0xffffffff), list],
    ],
    [
      'RF64 that was never completed',
      'RF64',
      0xffffffff,
      [chunk('ds64', Buffer.alloc(28)), format(TONE), chunk('data', music, 0xffffffff)],
    ],
    ['lengths as written into a pipe', 'RIFF', 0xffffffff, [format(TONE), chunk('data', music, 0xffffffff)]],
    ['lengths of 0', 'RIFF', 0, [format(TONE), chunk('data', music, 0)]],
    ['the lengths of the empty file it began as', 'RIFF', 36, [format(TONE), chunk('data', music, 0)]],
    [
      'a data chunk that claims more than there is',
      'RIFF',
      undefined,
      [format(TONE), chunk('data', music, 0x7fffffff)],
    ],
  ])('is taken as far as it goes: %s', async (_what, mark, claims, chunks) => {
    expect((await convert(riff(chunks, mark, claims))).duration).toBeCloseTo(1.3, 4);
  });

  test('is taken as far as it goes: cut in the middle of a sample', async () => {
    const { duration } = await convert(wave(TONE).subarray(0, 44 + 4 * 22_050 + 3));
    expect(duration).toBe(0.5);
  });
});

describe('Mp3Converter, what is refused', () => {
  const coded = (tag: number, bits: number) => ({ ...TONE, coding: { tag, bits, write: () => {} } });
  const ADPCM = 2;
  test.each([
    ['a text', Buffer.from('hello'), 'is not a readable WAV file'],
    ['nothing', Buffer.alloc(0), 'is not a readable WAV file'],
    ['a header alone', riff([]), 'is not a readable WAV file'],
    ['music of unknown format', riff([chunk('data', Buffer.alloc(1000))]), 'is not a readable WAV file'],
    ['another codec', wave(coded(ADPCM, 8)), 'is not 8, 16, 24 or 32 bit PCM, float, A-law or µ-law'],
    ['40 bit', wave(coded(1, 40)), 'is not 8, 16, 24 or 32 bit PCM, float, A-law or µ-law'],
    ['six channels', wave({ ...TONE, channels: 6 }), 'has 6 channels; at most 2 are taken'],
    ['no samples', wave({ ...TONE, seconds: 0 }), 'has no samples'],
    ['less than a sample', riff([format(TONE), chunk('data', Buffer.alloc(3))]), 'has no samples'],
    ['a rate of 1 Hz', wave({ ...TONE, rate: 1, seconds: 10 }), 'has 1 samples a second'],
  ])('leaves no file: %s', async (_what, bytes, problem) => {
    await expect(convert(bytes)).rejects.toMatchObject({
      kind: 'invalid',
      message: `wav_file ${problem}`,
      detail: { field: 'wav_file' },
    });
    expect(await Bun.file(mp3()).exists()).toBe(false);
  });

  test('is not written over: a file that is there', async () => {
    await writeFile(mp3(), 'mine');
    await expect(convert(wave(TONE))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(mp3(), 'utf8')).toBe('mine');
  });
});

describe('Mp3Converter, a conversion', () => {
  /** Hours of silence that take no room on the disk. */
  async function long(): Promise<string> {
    const path = join(folder, 'long.wav');
    await writeFile(path, riff([format(TONE), chunk('data', Buffer.alloc(0), 0xffffffff)]));
    const file = await open(path, 'r+');
    await file.truncate(2 ** 31);
    await file.close();
    return path;
  }

  test('that is cancelled stops and leaves no file, and the next one works', async () => {
    const signal = AbortSignal.timeout(300);
    const outcome = converter.convert(await long(), mp3(), { bitrate: 128, signal });
    await expect(outcome).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await Bun.file(mp3()).exists()).toBe(false);
    expect((await convert(wave(TONE))).duration).toBeCloseTo(1.3, 4);
  });

  test('that was cancelled before it began does not begin', async () => {
    const outcome = converter.convert(await long(), mp3(), { bitrate: 128, signal: AbortSignal.abort() });
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('that takes too long is refused and leaves no file', async () => {
    const hasty = new Mp3Converter({ patience: 300, pace: Number.POSITIVE_INFINITY });
    const outcome = hasty.convert(await long(), mp3(), { bitrate: 128 });
    await expect(outcome).rejects.toMatchObject({ kind: 'invalid', message: 'wav_file takes too long to convert' });
    expect(await Bun.file(mp3()).exists()).toBe(false);
    await hasty.stop();
  });

  test('for which there is no place in the queue is sent away, until somebody leaves', async () => {
    const small = new Mp3Converter({ waiting: 1 });
    const path = await long();
    const [first, second] = [new AbortController(), new AbortController()];
    const begin = (number: number, signal?: AbortSignal) =>
      small.convert(path, join(folder, `${number}.mp3`), { bitrate: 128, signal }).catch((error) => error);
    const running = begin(1, first.signal);
    const waiting = begin(2, second.signal);
    expect(await begin(3)).toMatchObject({ kind: 'busy', detail: { retryAfter: 5 } });
    second.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
    const successor = begin(4);
    first.abort();
    expect(await running).toMatchObject({ name: 'AbortError' });
    await small.stop();
    expect(await successor).toMatchObject({ message: 'there is no work on MP3 just now' });
    expect((await readdir(folder)).filter((name) => /^\d/.test(name))).toEqual([]);
  });

  test('that finds the disk full is refused as busy and leaves no file', async () => {
    const program = `self.onmessage = () => self.postMessage({ code: 'ENOSPC', message: 'no space left' });`;
    const full = new Mp3Converter({ entry: URL.createObjectURL(new Blob([program], { type: 'text/javascript' })) });
    const outcome = full.convert(await long(), mp3(), { bitrate: 128 });
    await expect(outcome).rejects.toMatchObject({ kind: 'busy', detail: { retryAfter: 60 } });
    expect(await Bun.file(mp3()).exists()).toBe(false);
    await full.stop();
  });

  test('leaves no descriptor open, however it ends', async () => {
    await convert(wave(TONE));
    await convert(Buffer.from('hello')).catch(() => {});
    expect((await openFiles()).filter((path) => path.startsWith(folder))).toEqual([]);
  });
});
