import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MPEGDecoder } from 'mpg123-decoder';
import { Random } from '../../../scripts/fuzz/random.ts';
import { Mp3Converter } from '../../../src/domain/media/convert.ts';
import { faultsOf, framesOf } from '../../support/mp3.ts';
import { CODINGS, chunk, format, riff } from '../../support/wave.ts';

/** Frames of a part: few, so that little music has several. */
const PART = 70;
/** With which the second part begins. */
const SECOND = 49;
const FRAME = 1152;

let folder: string;
let whole: Mp3Converter;
let several: Mp3Converter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'joining-'));
  whole = new Mp3Converter({ encoders: 1 });
  several = new Mp3Converter({ encoders: 3, shortestPart: PART, isBusy: () => false });
});
afterAll(async () => {
  await Promise.all([whole.stop(), several.stop()]);
  await rm(folder, { recursive: true });
});

/** Gives the sample of a channel at a time in seconds, between -1 and 1. */
type Sound = (seconds: number, channel: number) => number;
const noiseOf = (seed: number) => {
  const random = new Random(seed);
  return () => random.whole(-32_768, 32_767) / 32_768;
};
const noise = noiseOf(1);
const sine = (pitch: number, seconds: number) => Math.sin(2 * Math.PI * pitch * seconds);

const SOUNDS = {
  /** Chords that die away, and a drum of noise, four times a second. */
  music: (seconds, channel) => {
    const [beat, since] = [Math.floor(seconds * 4), seconds % 0.25];
    const root = 110 * 2 ** (((beat * 5) % 12) / 12);
    const chord = [1, 1.26, 1.5, 2, 3, 5].reduce(
      (sum, part, at) => sum + sine(root * part, seconds) / (at + 2 + channel),
      0,
    );
    return 0.3 * chord * Math.exp(-4 * since) + 0.4 * noise() * Math.exp(-40 * since);
  },
  noise: () => 0.5 * noise(),
  silence: () => 0,
  sine: (seconds) => 0.5 * sine(440, seconds),
  clicks: (seconds) => (Math.floor(seconds * 1000) % 90 === 0 ? 0.9 : 0.001 * noise()),
  fade: (seconds, channel) => 10 ** -seconds * (0.5 * sine(330 + channel, seconds) + 0.2 * noise()),
  /** All at once what was nothing before, where the first two parts meet at 44.1 kHz. */
  start: (seconds) => (seconds < ((SECOND + 34) * FRAME) / 44_100 ? 0 : 0.7 * noise()),
} satisfies Record<string, Sound>;

interface Music {
  sound?: keyof typeof SOUNDS;
  rate?: number;
  channels?: number;
  /** Samples of a channel. */
  length?: number;
  bitrate?: number;
}

const kept = new Map<string, Int16Array>();

/** The samples of a sound, channel beside channel. */
function played(sound: keyof typeof SOUNDS, rate: number, channels: number, length: number): Int16Array {
  const key = `${[sound, rate, channels, length]}`;
  const pcm = kept.get(key) ?? new Int16Array(length * channels);
  if (kept.has(key)) return pcm;
  kept.set(key, pcm);
  for (let at = 0; at < pcm.length; at++) {
    const sample = SOUNDS[sound](Math.floor(at / channels) / rate, at % channels);
    pcm[at] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  }
  return pcm;
}

/** The MP3 made in one go and the one made in parts, and the music itself. */
async function both({ sound = 'music', rate = 44_100, channels = 2, length = 120 * FRAME, bitrate = 128 }: Music) {
  const pcm = played(sound, rate, channels, length);
  const wav = join(folder, 'music.wav');
  const coding = { coding: CODINGS.s16, rate, channels };
  await writeFile(wav, riff([format(coding), chunk('data', new Uint8Array(pcm.buffer))]));
  const made = await Promise.all(
    [whole, several].map(async (converter, at) => {
      const mp3 = join(folder, `${at}.mp3`);
      const conversion = await converter.convert(wav, mp3, { bitrate });
      const bytes = await readFile(mp3);
      await rm(mp3);
      expect(conversion.size).toBe(bytes.length);
      return { bytes, conversion };
    }),
  );
  const [one, parts] = made as [(typeof made)[0], (typeof made)[0]];
  expect(parts.conversion).toEqual(one.conversion);
  return { one: one.bytes, parts: parts.bytes, pcm, channels };
}

/** An MP3's frames without the one in front that tells of them, and what that one tells. */
function opened(mp3: Buffer) {
  const at = mp3.indexOf('Info');
  const frames = mp3.readUInt32BE(at + 8);
  const music = mp3.subarray(Math.floor((144_000 * 128) / ([44_100, 48_000, 32_000][((mp3[2] ?? 0) >> 2) & 3] ?? 0)));
  const [checksum, told] = [mp3.readUInt16BE(at + 152), mp3.subarray(0, at + 152)];
  return { music, frames, checksum, told };
}

/** CRC-16 as its definition has it, bit by bit. */
function checksumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum;
}

async function decoded(mp3: Uint8Array) {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  const { channelData, errors } = decoder.decode(mp3);
  decoder.free();
  expect(errors).toEqual([]);
  return channelData;
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** How far the sound of an encoding is apart from a piece of music, frame by frame of the left channel. */
function distances(sound: Float32Array, { pcm, channels }: { pcm: Int16Array; channels: number }): number[] {
  const sums: number[] = [];
  for (const [at, sample] of sound.entries()) {
    const frame = Math.floor(at / FRAME);
    sums[frame] = (sums[frame] ?? 0) + (sample - (pcm[at * channels] ?? 0) / 32_768) ** 2;
  }
  return sums;
}

describe('Mp3Converter, an MP3 made in parts', () => {
  test.each<Music>([
    ...[32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320].map((bitrate) => ({ bitrate })),
    ...[32_000, 48_000].flatMap((rate) => [64, 128, 320].map((bitrate) => ({ rate, bitrate }))),
    ...[32_000, 44_100, 48_000].flatMap((rate) => [32, 128].map((bitrate) => ({ rate, bitrate, channels: 1 }))),
    ...(['noise', 'silence', 'sine', 'clicks', 'fade', 'start'] as const).map((sound) => ({ sound })),
    ...(['noise', 'silence', 'start'] as const).map((sound) => ({ sound, bitrate: 32 })),
  ])('is as true to the music as one made in one go: %j', async (music) => {
    const made = await both(music);
    const [one, parts] = [opened(made.one), opened(made.parts)];
    expect(parts.told).toEqual(one.told);
    expect(framesOf(parts.music)).toEqual(framesOf(one.music));
    expect(framesOf(parts.music).frames).toBe(parts.frames);
    expect(parts.checksum).toBe(checksumOf(parts.music));
    expect(faultsOf(parts.music)).toEqual([]);

    const [sounds, joined] = [await decoded(made.one), await decoded(made.parts)];
    expect(joined.map(({ length }) => length)).toEqual(sounds.map(({ length }) => length));
    const [least, own] = [distances(sounds[0] as Float32Array, made), distances(joined[0] as Float32Array, made)];
    // An encoder that spent its bits otherwise before is a bit better here and a bit worse there; noise of one wrong byte is neither.
    expect(own.filter((distance, frame) => distance > 6 * (least[frame] ?? 0) + 1e-3)).toEqual([]);
    expect(sum(own)).toBeLessThanOrEqual(1.02 * sum(least));
  });

  test.each<Music>([
    { rate: 96_000, length: 240 * FRAME },
    { rate: 22_050, length: 60 * FRAME, channels: 1 },
    { rate: 44_056 },
  ])('of another sampling rate is cut where the music is: %j', async (music) => {
    const made = await both(music);
    expect(faultsOf(opened(made.parts).music)).toEqual([]);
    const [one, parts] = [await decoded(made.one), await decoded(made.parts)];
    const [left, joined] = [one[0] as Float32Array, parts[0] as Float32Array];
    const apart = (shift: number) =>
      left.reduce((sum, sample, at) => sum + (sample - (joined[at + shift] ?? 0)) ** 2, 0);
    expect(apart(0)).toBeLessThan(0.02 * left.reduce((sum, sample) => sum + sample ** 2, 0));
    expect(apart(0)).toBeLessThan(Math.min(apart(-1), apart(1)));
  });

  test('is as long, to the sample and the frame, however long the music is', async () => {
    for (const frames of [1.5 * PART, 2.5 * PART])
      for (const more of [-1, 0, 1, 577]) {
        const made = await both({
          length: frames * FRAME + more,
          rate: 32_000,
          channels: 1,
          sound: 'sine',
          bitrate: 64,
        });
        expect(opened(made.parts).told).toEqual(opened(made.one).told);
        expect(faultsOf(opened(made.parts).music)).toEqual([]);
      }
  });

  test('is the very same when there is music for one part alone', async () => {
    for (const length of [1, FRAME, PART * FRAME]) {
      const { one, parts } = await both({ length });
      expect(parts).toEqual(one);
    }
  });

  test('leaves a core to others on a busy machine', async () => {
    const one = new Mp3Converter({ encoders: 2, shortestPart: PART, isBusy: () => true });
    const [busy, parts] = [several, await both({})];
    several = one;
    const alone = await both({});
    several = busy;
    await one.stop();
    expect(alone.parts).toEqual(alone.one);
    expect(parts.parts).not.toEqual(alone.one);
  });

  test('whose parts cannot be joined is made of fewer', async () => {
    // Frames of 192 bytes; what those of a later part are made of begins before all that both have.
    const program = `
      const frames = (back, count = 40) =>
        Array.from({ length: count }, () => Uint8Array.of(0xff, 0xfb, 0x54, 0, back >> 1, (back & 1) << 7, ...new Array(186)));
      const wave = { sampleRate: 48000, channels: 2, length: ${399 * FRAME} };
      const asked = [];
      self.onmessage = ({ data: { part } }) => {
        if (!part) return self.postMessage({ result: { wave, rate: 48000 } });
        asked.push(part.first + '-' + part.end);
        const size = Math.min(part.end, 400) - part.first - (part.first && 40);
        const isTorn = part.first === 196;
        self.postMessage({ result: {
          written: { frames: size, size: size * 192, checksum: 0 },
          head: part.first ? frames(isTorn ? 511 : 0) : [],
          tail: part.end === Infinity ? [] : frames(0, 36),
        } });
      };`;
    const entry = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
    const torn = new Mp3Converter({ entry, encoders: 4, shortestPart: 98, isBusy: () => false });
    const [wav, mp3] = [join(folder, 'torn.wav'), join(folder, 'torn.mp3')];
    await writeFile(wav, '');
    const { size } = await torn.convert(wav, mp3, { bitrate: 64 });
    await torn.stop();
    const file = await readFile(mp3);
    const at = file.indexOf('Info');
    expect([file.readUInt32BE(at + 8), file.readUInt32BE(at + 12)]).toEqual([400, size]);
    expect(size).toBe(384 + 400 * 192);
    // Where parts were joined the frames of both are written; where they were not, nobody did.
    const written = (frame: number) => file[384 + frame * 192] === 0xff;
    expect([98, 196, 294].map(written)).toEqual([true, false, true]);
  });
});
