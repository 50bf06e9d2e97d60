import { afterAll, describe, expect, test } from 'bun:test';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPieces } from '../../../../src/domain/media/conversion/pcm.ts';
import { findWave, type Wave } from '../../../../src/domain/media/wave.ts';
import { Window } from '../../../../src/domain/media/window.ts';
import { CODINGS, chunk, format, riff, wave } from '../../../support/wave.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcm-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each channel's samples. */
function read(bytes: Buffer): number[][] {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const descriptor = openSync(path, 'r');
  try {
    const file = new Window(descriptor, bytes.length, 'audio/wav', Number.POSITIVE_INFINITY);
    const channels: number[][] = [];
    for (const piece of readPieces(file, findWave(file) as Wave)) {
      for (const [channel, samples] of piece.entries()) channels[channel] = [...(channels[channel] ?? []), ...samples];
    }
    return channels;
  } finally {
    closeSync(descriptor);
  }
}

describe('readPieces, the samples of a WAV', () => {
  test.each([
    ['u8', 1 / 64],
    ['s16', 1 / 16384],
    ['s24', 1 / 4194304],
    ['s32', 1e-7],
    ['f32', 1e-7],
    ['f64', 1e-7],
  ] as const)('are read from %s', (kind, error) => {
    const [left = [], right = [], ...others] = read(
      wave({ coding: CODINGS[kind], rate: 48_000, channels: 2, seconds: 0.5 }),
    );
    expect(others).toEqual([]);
    expect([left.length, right.length]).toEqual([24_000, 24_000]);
    const off = (samples: number[], pitch: number) =>
      Math.max(...samples.map((sample, at) => Math.abs(sample - 0.5 * Math.sin((2 * Math.PI * pitch * at) / 48_000))));
    expect(off(left, 440)).toBeLessThan(error);
    expect(off(right, 880)).toBeLessThan(error);
  });

  test.each([
    ['A-law', 6, [0xd5, 0x55, 0xaa, 0x2a, 0xc5], [1 / 4096, -1 / 4096, 4032 / 4096, -4032 / 4096, 33 / 4096]],
    ['µ-law', 7, [0xff, 0x7f, 0x80, 0x00, 0xef], [0, 0, 8031 / 8192, -8031 / 8192, 33 / 8192]],
  ])('are read from %s', (_name, tag, codes, expected) => {
    const coding = { tag, bits: 8, write: () => {} };
    const [samples = []] = read(
      riff([format({ coding, rate: 8000, channels: 1 }), chunk('data', Uint8Array.from(codes))]),
    );
    expect(samples.map((sample) => sample + 0)).toEqual(expected);
  });
});
