import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { sniff } from '../../../src/domain/media/sniff.ts';
import { fixturePath } from '../../support/fixtures.ts';

const fixture = (name: string) => readFileSync(fixturePath(name)).subarray(0, 4096);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

describe('sniff', () => {
  test.each([
    ['turned.jpg', 'picture', 'image/jpeg', 'jpg'],
    ['small.png', 'picture', 'image/png', 'png'],
    ['small.webp', 'picture', 'image/webp', 'webp'],
    ['cbr.mp3', 'audio', 'audio/mpeg', 'mp3'],
    ['vbr.mp3', 'audio', 'audio/mpeg', 'mp3'],
    ['vbr-plain.mp3', 'audio', 'audio/mpeg', 'mp3'],
    ['pcm-16.wav', 'audio', 'audio/wav', 'wav'],
    ['pcm-24.wav', 'audio', 'audio/wav', 'wav'],
    ['tone.flac', 'audio', 'audio/flac', 'flac'],
    ['tone.ogg', 'audio', 'audio/ogg', 'ogg'],
    ['tone.opus', 'audio', 'audio/ogg', 'ogg'],
    ['tone.m4a', 'audio', 'audio/mp4', 'm4a'],
  ] as const)('knows %s as %s, %s, .%s', (name, kind, type, extension) => {
    expect(sniff(fixture(name))).toEqual({ kind, type, extension });
  });

  test.each([
    ['a PDF', bytes('%PDF-1.7\n'), 'pdf'],
    ['an RF64 file', bytes('RF64', [255, 255, 255, 255], 'WAVEds64'), 'wav'],
    ['a FLAC file behind an ID3 tag', bytes('ID3', [3, 0, 0, 0, 0, 0, 2], 'xxfLaC'), 'flac'],
    ['an MP3 whose tag is longer than what is in sight', bytes('ID3', [4, 0, 0, 0, 1, 0, 0], 'TIT2'), 'mp3'],
    ['an MP3 that begins in the middle of a frame', fixture('vbr-plain.mp3').subarray(50), 'mp3'],
  ])('knows %s', (_what, head, extension) => {
    expect(sniff(head)?.extension).toBe(extension);
  });

  test.each([
    ['nothing', bytes()],
    ['text', bytes('hello, world')],
    ['a page', bytes('<!doctype html><script>alert(1)</script>')],
    ['an SVG picture', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a GIF picture', bytes('GIF89a', [1, 0, 1, 0])],
    ['an AVIF picture', bytes([0, 0, 0, 32], 'ftypavif')],
    ['a QuickTime film', bytes([0, 0, 0, 20], 'ftypqt  ')],
    ['a film in Ogg', bytes('OggS', new Array(22).fill(0), [1, 42], '\x80theora')],
    ['an AVI film', bytes('RIFF', [0, 1, 0, 0], 'AVI LIST')],
    ['a lone frame sync', bytes([0xff, 0xfb, 0x90, 0x64], 'x'.repeat(4000))],
    ['a file full of frame syncs', bytes(new Array(4096).fill(0xff))],
    ['raw AAC', bytes(...new Array(30).fill([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc, 0, 0, 0, 0, 0, 0, 0, 0, 0]))],
    ['an ID3 tag with an impossible size', bytes('ID3', [3, 0, 0, 0xff, 0, 0, 0], 'TIT2')],
    ['an ID3 tag cut short', bytes('ID3', [3, 0])],
    ['a RIFF header alone', bytes('RIFF', [0, 0, 0, 0])],
  ])('takes %s for nothing', (_what, head) => {
    expect(sniff(head)).toBeUndefined();
  });

  test('takes noise for nothing', () => {
    const hasher = (seed: number) => new Bun.CryptoHasher('sha512').update(`${seed}`).digest();
    for (let seed = 0; seed < 200; seed++) {
      const noise = Buffer.concat(Array.from({ length: 64 }, (_, i) => hasher(seed * 64 + i)));
      expect(sniff(noise)).toBeUndefined();
    }
  });
});
