import { describe, expect, test } from 'bun:test';
import { chooseRate, MP3_RATES, rateWithin } from '../../../../src/domain/media/transcoding/choice.ts';

const FILES = {
  mp3: { type: 'audio/mpeg', facts: { bitrate: 256_000, codec: 'MPEG 1 Layer 3' } },
  vorbis: { type: 'audio/ogg', facts: { bitrate: 192_000, codec: 'Vorbis I' } },
  opus: { type: 'audio/ogg', facts: { bitrate: 128_000, codec: 'Opus' } },
  speex: { type: 'audio/ogg', facts: { bitrate: 400_000, codec: 'Speex 1.2' } },
  m4a: { type: 'audio/mp4', facts: { bitrate: 256_000, codec: 'MPEG-4/AAC' } },
  wav: { type: 'audio/wav', facts: { bitrate: 1_411_200, codec: 'PCM' } },
  flac: { type: 'audio/flac', facts: { bitrate: 900_000, codec: 'FLAC' } },
  quiet: { type: 'audio/flac', facts: { bitrate: 60_000, codec: 'FLAC' } },
  unknown: { type: 'audio/wav', facts: {} },
};

describe('chooseRate', () => {
  test.each<[keyof typeof FILES, object, number | undefined]>([
    ['mp3', {}, undefined],
    ['mp3', { format: 'raw', maxBitRate: 64 }, undefined],
    ['mp3', { format: 'mp3' }, undefined],
    ['mp3', { format: 'mp3', maxBitRate: 256 }, undefined],
    ['mp3', { format: 'mp3', maxBitRate: 255 }, 224],
    ['mp3', { maxBitRate: 128 }, 128],
    ['mp3', { format: 'opus', maxBitRate: 127 }, 112],
    ['mp3', { maxBitRate: 0 }, undefined],
    ['vorbis', {}, undefined],
    ['vorbis', { format: 'mp3' }, undefined],
    ['vorbis', { format: 'mp3', maxBitRate: 320 }, undefined],
    ['vorbis', { maxBitRate: 96 }, 96],
    ['opus', { format: 'aac', maxBitRate: 100 }, 96],
    ['opus', { format: 'opus', maxBitRate: 128 }, undefined],
    ['speex', { format: 'mp3', maxBitRate: 64 }, undefined],
    ['m4a', {}, undefined],
    ['m4a', { format: 'mp3' }, undefined],
    ['m4a', { format: 'mp3', maxBitRate: 64 }, undefined],
    ['wav', {}, undefined],
    ['wav', { format: 'raw' }, undefined],
    ['wav', { format: 'RAW', maxBitRate: 64 }, undefined],
    ['wav', { format: 'mp3' }, 192],
    ['wav', { format: 'MP3' }, 192],
    ['wav', { format: 'mp3', maxBitRate: 0 }, 192],
    ['wav', { format: 'mp3', maxBitRate: -1 }, 192],
    ['wav', { format: 'mp3', maxBitRate: 320 }, 320],
    ['wav', { format: 'mp3', maxBitRate: 5000 }, 320],
    ['wav', { maxBitRate: 5000 }, undefined],
    ['wav', { format: 'opus' }, undefined],
    ['wav', { format: 'opus', maxBitRate: 2000 }, undefined],
    ['wav', { format: 'ogg', maxBitRate: 129 }, 128],
    ['wav', { format: 'aac', maxBitRate: 1 }, 32],
    ['flac', {}, undefined],
    ['flac', { maxBitRate: 900 }, undefined],
    ['flac', { maxBitRate: 899 }, 320],
    ['flac', { maxBitRate: 320 }, 320],
    ['flac', { format: '', maxBitRate: 31 }, 32],
    ['flac', { format: 'mp3', maxBitRate: 8 }, 32],
    ['flac', { format: 'flac' }, undefined],
    ['quiet', { maxBitRate: 128 }, undefined],
    ['quiet', { format: 'mp3', maxBitRate: 128 }, 128],
    ['unknown', { maxBitRate: 128 }, undefined],
    ['unknown', { format: 'mp3', maxBitRate: 128 }, 128],
  ])('of %s, asked for %j: %p', (file, asked, rate) => {
    expect(chooseRate(FILES[file], asked, 192)).toBe(rate);
  });
});

test('rateWithin · is the highest there is up to the limit', () => {
  for (let limit = 1; limit <= 400; limit++) {
    const rate = rateWithin(limit, 192);
    expect(rate).toBe(Math.max(32, ...MP3_RATES.filter((one) => one <= limit)));
  }
  expect([rateWithin(0, 256), rateWithin(-5, 256)]).toEqual([256, 256]);
});
