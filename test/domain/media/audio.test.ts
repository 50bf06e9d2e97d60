import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioProbe } from '../../../src/domain/media/audio.ts';
import type { Audio } from '../../../src/domain/media/format.ts';
import { sniff } from '../../../src/domain/media/sniff.ts';
import { fixture, fixturePath } from '../../support/fixtures.ts';
import { openFiles } from '../../support/open-files.ts';

const UNREADABLE = {
  kind: 'invalid',
  message: 'file is not readable audio (MP3, WAV, OGG, M4A or FLAC)',
  detail: { field: 'file' },
};

let folder: string;
let probe: AudioProbe;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audio-'));
  probe = new AudioProbe();
});
afterAll(async () => {
  await probe.stop();
  await rm(folder, { recursive: true });
});

async function read(path: string, by = probe): Promise<Audio> {
  return by.probe(path, (await stat(path)).size, sniff(await readFile(path)));
}

async function readBytes(...parts: Uint8Array[]): Promise<Audio> {
  const path = join(folder, 'file');
  await writeFile(path, Buffer.concat(parts));
  return read(path);
}

describe('AudioProbe', () => {
  const MPEG1 = { codec: 'MPEG 1 Layer 3', container: 'MPEG', channels: 1, lossless: false };
  test.each([
    ['cbr.mp3', 40 * (1152 / 44100), { ...MPEG1, bitrate: 64_000, sampleRate: 44_100 }],
    ['vbr.mp3', 85 * (1152 / 32000), { ...MPEG1, sampleRate: 32_000 }],
    ['vbr-plain.mp3', 85 * (1152 / 32000), { ...MPEG1, sampleRate: 32_000 }],
    [
      'pcm-16.wav',
      1,
      { codec: 'PCM', container: 'WAVE', bitrate: 128_000, sampleRate: 8000, bits: 16, channels: 1, lossless: true },
    ],
    [
      'pcm-24.wav',
      0.25,
      { codec: 'PCM', container: 'WAVE', bitrate: 384_000, sampleRate: 8000, bits: 24, channels: 2, lossless: true },
    ],
    ['tone.flac', 1, { codec: 'FLAC', container: 'FLAC', sampleRate: 8000, bits: 16, channels: 1, lossless: true }],
    ['tone.ogg', 1, { codec: 'Vorbis I', container: 'Ogg', sampleRate: 44_100, channels: 1, lossless: false }],
    ['tone.opus', 1, { codec: 'Opus', container: 'Ogg', sampleRate: 48_000, channels: 1, lossless: false }],
    ['tone.m4a', 1.02, { codec: 'MPEG-4/AAC', sampleRate: 44_100, lossless: false }],
  ])('tells the length and the format of %s', async (name, duration, format) => {
    const audio = await read(fixturePath(name));
    expect(audio.duration).toBeCloseTo(duration, 2);
    expect(audio).toMatchObject(format);
  });

  test('knows an MP3 of a compilation by TCMP, and by the text that ffmpeg writes instead', async () => {
    const frame = (id: string, text: string) =>
      Buffer.concat([Buffer.from(id), Buffer.from([0, 0, 0, text.length + 1, 0, 0, 0]), Buffer.from(text)]);
    const song = await fixture('cbr.mp3');
    const marks = ['1', '0'].flatMap((said) => [frame('TCMP', said), frame('TXXX', `TCMP\0${said}`)]);
    const found = await Promise.all(
      marks.map(async (mark, index) => {
        const path = join(folder, `compilation-${index}`);
        await writeFile(
          path,
          Buffer.concat([Buffer.from(`ID3\x03\0\0\0\0\0`), Buffer.from([mark.length]), mark, song]),
        );
        return (await read(path)).compilation;
      }),
    );
    expect(found).toEqual([true, true, undefined, undefined]);
  });

  test('gives the average bit rate where it varies, the size over the length', async () => {
    const { size } = await stat(fixturePath('vbr-plain.mp3'));
    expect((await read(fixturePath('vbr-plain.mp3'))).bitrate).toBeCloseTo((size * 8) / 3.06, 0);
    expect((await read(fixturePath('tone.opus'))).bitrate).toBe((await stat(fixturePath('tone.opus'))).size * 8);
  });

  test('reads tags in every script', async () => {
    expect(await read(fixturePath('cbr.mp3'))).toMatchObject({
      title: 'Утро',
      artist: 'Тихий Дон',
      album: 'Восход',
      year: 1999,
      track: 3,
    });
    expect(await read(fixturePath('tone.flac'))).toMatchObject({
      title: 'Evening',
      artist: 'Quiet Don',
      album: 'Sunset',
      year: 2001,
      track: 4,
    });
    expect((await read(fixturePath('pcm-16.wav'))).title).toBeUndefined();
  });

  test('tidies tags so that they can be stored', async () => {
    const music = await fixture('vbr-plain.mp3');
    const longest = 'x'.repeat(199);
    expect(await readBytes(id3('TIT2', ` ${longest}🎵🎵 `), music)).toMatchObject({ title: longest });
    expect((await readBytes(id3('TIT2', ' \ud83c \0'), music)).title).toBeUndefined();
    expect(await readBytes(id3('TIT2', 'a\ud83cb'), music)).toMatchObject({ title: 'ab' });
  });

  test.each(['TPE1', 'TCOM', 'TSRC'])(
    'looks at some of 150,000 texts of %s, not at each anew for every other',
    async (frame) => {
      const texts = Array.from({ length: 150_000 }, (_, n) => `a${n}`).join('\0');
      expect(await readBytes(id3(frame, texts), await fixture('cbr.mp3'))).toMatchObject({ codec: 'MPEG 1 Layer 3' });
    },
  );
});

/** An ID3v2.3 tag with one text in UTF-16, lone surrogates as they are. */
function id3(frame: string, text: string): Buffer {
  const content = Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  const header = Buffer.alloc(10);
  header.write(frame);
  header.writeUInt32BE(content.length, 4);
  const size = header.length + content.length;
  const sevenBits = [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);
  return Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...sevenBits]), header, content]);
}

describe('AudioProbe, a length that the file does not tell, or tells wrong', () => {
  test('of an MP3 that was cut is the length of what is left', async () => {
    const whole = await fixture('vbr.mp3');
    const { duration } = await readBytes(whole.subarray(0, whole.length / 2));
    expect(duration).toBeGreaterThan(1.4);
    expect(duration).toBeLessThan(2.4);
  });

  test('of an MP3 with rubbish in the middle and behind it is that of its frames', async () => {
    const music = await fixture('vbr-plain.mp3');
    const rubbish = Buffer.alloc(5000, 'rubbish');
    const { duration } = await readBytes(music, rubbish, music, rubbish);
    expect(duration).toBeCloseTo(2 * 85 * (1152 / 32000), 5);
  });

  test.each([
    ['0xffffffff, as written into a pipe', 0xffffffff, 0xffffffff],
    ['0 in both, as before closing', 0, 0],
    ['more than there is', 0x7fffffff, 0x7fffff00],
  ])('of a WAV whose header says %s is that of its bytes', async (_what, riff, data) => {
    const wav = await fixture('pcm-16.wav');
    wav.writeUInt32LE(riff, 4);
    wav.writeUInt32LE(data, 40);
    expect((await readBytes(wav)).duration).toBe(1);
  });

  test('of an RF64 file is in its ds64 chunk', async () => {
    const wav = await fixture('pcm-16.wav');
    const ds64 = Buffer.alloc(36);
    ds64.write('ds64');
    ds64.writeUInt32LE(28, 4);
    ds64.writeUInt32LE(8000, 16); // half of the samples: what follows them is not music
    wav.write('RF64');
    wav.writeUInt32LE(0xffffffff, 40);
    expect((await readBytes(wav.subarray(0, 12), ds64, wav.subarray(12))).duration).toBe(0.5);
  });

  test('of a FLAC file that was written into a pipe is where its last frame ends', async () => {
    const flac = await fixture('tone.flac');
    flac.fill(0, 22, 26); // the lower bits of the total
    flac[21] = (flac[21] ?? 0) & 0xf0;
    expect((await readBytes(flac)).duration).toBe(1);
  });

  test('of a FLAC file that was cut is the length of what is left', async () => {
    const flac = await fixture('tone.flac');
    const { duration } = await readBytes(flac.subarray(0, flac.length - 3500)); // of two frames the first is left
    expect(duration).toBe(4096 / 8000);
  });
});

describe('AudioProbe, what is no audio', () => {
  const text = (value: string) => Buffer.from(value, 'latin1');
  test.each([
    ['a page', text('<html><body>hello</body></html>')],
    ['nothing', text('')],
    ['a tag with text behind it', Buffer.concat([id3('TIT2', 'x'), text('<html>'.repeat(2000))])],
    ['a tag that claims more than there is', text('ID3\x03\x00\x00\x7f\x7f\x7f\x7f')],
    ['a WAV header alone', text('RIFF\x24\x00\x00\x00WAVE')],
    ['a WAV without a format', text('RIFF\x24\x00\x00\x00WAVEdata\x04\x00\x00\x00abcd')],
    [
      'a WAV without music',
      text('RIFF\x24\x00\x00\x00WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0'),
    ],
    ['a FLAC mark alone', text('fLaC')],
    ['a FLAC mark and zeros', Buffer.concat([text('fLaC'), Buffer.alloc(5000)])],
    ['an Ogg page alone', text(`OggS${'\0'.repeat(22)}\x01\x1e\x01vorbis`)],
    ['an M4A mark alone', text('\0\0\0\x18ftypM4A \0\0\0\0')],
    ['an M4A of nothing but tiny boxes', text(`\0\0\0\x18ftypM4A \0\0\0\0M4A mp42${'\0\0\0\x08free'.repeat(100_000)}`)],
    ['an M4A that claims a box of 4 GB', text('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42\xff\xff\xff\xffmoov')],
  ])('is refused: %s', async (_what, bytes) => {
    await expect(readBytes(bytes)).rejects.toMatchObject(UNREADABLE);
  });

  test('is refused when it is a picture', async () => {
    await expect(read(fixturePath('small.png'))).rejects.toMatchObject(UNREADABLE);
  });

  test.each(['tone.m4a', 'tone.ogg', 'tone.opus', 'tone.flac', 'cbr.mp3', 'pcm-16.wav'])(
    'is told from audio in %s cut anywhere: an answer, not a failure',
    async (name) => {
      const whole = await fixture(name);
      for (let part = 1; part < 20; part++) {
        const outcome = await readBytes(whole.subarray(0, (whole.length * part) / 20)).catch((error) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject(UNREADABLE);
        else expect(outcome.duration).toBeGreaterThan(0);
      }
    },
  );
});

describe('AudioProbe, its worker', () => {
  /** Does as the file's size in bytes tells it. */
  const program = `self.onmessage = ({ data: { size } }) => {
    while (size === 1);
    if (size === 2) process.exit();
    if (size === 3) throw new Error('broken');
    self.postMessage({ audio: { duration: size } });
  };`;
  const entry = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const [HANGS, ENDS, THROWS, WORKS] = [1, 2, 3, 4];
  const type = { kind: 'audio', type: 'audio/mpeg', extension: 'mp3' } as const;
  const ask = (size: number) => own.probe(fixturePath('cbr.mp3'), size, type);

  let own: AudioProbe;
  afterEach(() => own.stop());

  test('is killed when a file takes too long, and another one takes over', async () => {
    own = new AudioProbe({ entry, patience: 700 });
    await expect(ask(HANGS)).rejects.toMatchObject(UNREADABLE);
    expect(await ask(WORKS)).toMatchObject({ duration: WORKS });
  });

  test('is replaced when it ended or broke', async () => {
    own = new AudioProbe({ entry });
    await expect(ask(ENDS)).rejects.toMatchObject({ kind: 'busy' });
    expect(await ask(WORKS)).toMatchObject({ duration: WORKS });
    await expect(ask(THROWS)).rejects.toThrow('the audio worker failed');
    expect(await ask(WORKS)).toMatchObject({ duration: WORKS });
  });

  test('ends when it was idle, and starts again with the next file', async () => {
    const { Worker } = globalThis;
    const ends: Promise<unknown>[] = [];
    globalThis.Worker = class extends Worker {
      constructor(program: string | URL) {
        super(program);
        ends.push(new Promise((resolve) => this.addEventListener('close', resolve)));
      }
    };
    try {
      own = new AudioProbe({ entry, idle: 1 });
      for (const round of [1, 2]) {
        expect(await ask(WORKS)).toMatchObject({ duration: WORKS });
        await ends[round - 1];
        expect(ends.length).toBe(round);
      }
    } finally {
      globalThis.Worker = Worker;
    }
  });

  test('has a queue that sends away who comes when it is full', async () => {
    own = new AudioProbe({ entry, waiting: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => ask(WORKS)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { kind: 'busy', detail: { retryAfter: 5 } } });
  });

  test('refuses what waits and what comes when it is stopped', async () => {
    own = new AudioProbe({ entry });
    const waiting = [ask(HANGS), ask(WORKS)];
    const outcomes = Promise.allSettled(waiting);
    await own.stop();
    expect(await outcomes).toMatchObject([{ reason: { kind: 'busy' } }, { reason: { kind: 'busy' } }]);
    await expect(ask(WORKS)).rejects.toMatchObject({ kind: 'busy' });
  });

  test('leaves no descriptor open, however it ends', async () => {
    own = new AudioProbe({ entry, patience: 700 });
    for (const what of [HANGS, ENDS, THROWS, WORKS]) await ask(what).catch(() => {});
    expect((await openFiles()).filter((file) => file.endsWith('.mp3'))).toEqual([]);
  });
});
