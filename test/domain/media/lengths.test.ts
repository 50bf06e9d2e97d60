import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioProbe } from '../../../src/domain/media/audio.ts';
import { sniff } from '../../../src/domain/media/sniff.ts';
import { newAlbum } from '../../support/entries.ts';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { chunk, riff } from '../../support/wave.ts';

const HOUR = 60 * 60;

/** An Ogg whose last page says that so many samples are over. */
async function ogg(samples: bigint): Promise<Buffer> {
  const bytes = await fixture('tone.ogg');
  bytes.writeBigInt64LE(samples, bytes.lastIndexOf('OggS') + 6);
  return bytes;
}

/** A mono WAV of 8 bits, so that its rate in Hz is its bytes a second. */
function slowWave(rate: number, bytes: number, claims = bytes): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate, 8);
  format.writeUInt16LE(1, 12);
  format.writeUInt16LE(8, 14);
  return riff([chunk('fmt ', format), chunk('data', Buffer.alloc(bytes), claims)]);
}

describe('AudioProbe, the length of audio', () => {
  let folder: string;
  const probe = new AudioProbe();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lengths-'));
  });
  afterAll(async () => {
    await probe.stop();
    await rm(folder, { recursive: true });
  });

  /** @param size to which the file is stretched by a hole */
  async function read(bytes: Buffer, size = bytes.length) {
    const path = join(folder, 'file');
    const file = await open(path, 'w');
    await file.write(bytes);
    await file.truncate(size);
    await file.close();
    return probe.probe(path, size, sniff(bytes));
  }

  test.each<[string, () => Promise<Buffer> | Buffer, number | undefined]>([
    ['an Ogg of 2^47 samples', () => ogg(2n ** 47n), undefined],
    ['an Ogg of 2^62 samples', () => ogg(2n ** 62n), undefined],
    ['a WAV of 992 bit/s', () => slowWave(124, 1000), undefined],
    ['a WAV of a second more than 100 hours', () => slowWave(125, 0, 125 * (100 * HOUR + 1)), 46_000_000],
  ])('%s is not believed', async (_, make, size) => {
    await expect(read(await make(), size)).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'file' } });
  });

  test('a WAV of 100 hours at 1 kbit/s is', async () => {
    const hours = slowWave(125, 0, 125 * 100 * HOUR);
    expect(await read(hours, 46_000_000)).toMatchObject({ duration: 100 * HOUR, bitrate: 1000 });
  });
});

onEachEngine('POST /tracks, /media/upload/track, audio whose header lies', (house) => {
  const form = (fields: Record<string, string>, name: string, bytes: Buffer) => {
    const made = new FormData();
    for (const [field, value] of Object.entries(fields)) made.append(field, value);
    made.append(name, new File([bytes], 'song'));
    return made;
  };

  test.each<[string, () => Promise<Buffer> | Buffer]>([
    ['2^47 samples', () => ogg(2n ** 47n)],
    ['1 Hz', () => slowWave(1, 400_000)],
  ])('%s are an unreadable file', async (_, make) => {
    const { token, id } = await house().member();
    const bytes = await make();
    const body = form({ name: 'x', album: await newAlbum(house(), token) }, 'audio', bytes);
    expect(await house().call('POST', '/tracks', { token, body })).toMatchObject({
      status: 400,
      body: { error: 'audio is not readable audio (MP3, WAV, OGG, M4A or FLAC)' },
    });
    const upload = form({ userId: id }, 'file', bytes);
    expect((await house().call('POST', '/media/upload/track', { token, body: upload })).status).toBe(400);
    expect(await house().files('tmp')).toEqual([]);
  });
});
