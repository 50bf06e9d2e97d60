import { describe, expect, test } from 'bun:test';
import { Resampler } from '../../../../src/domain/media/conversion/resample.ts';

function tone(pitch: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => Math.sin((2 * Math.PI * pitch * at) / rate));
}

/** Resamples a tone of a second in pieces of a size. */
function resampled(pitch: number, from: number, to: number, piece = 9216): number[] {
  const [resampler, input] = [new Resampler(from, to), tone(pitch, from, from)];
  const output: number[] = [];
  for (let at = 0; at < input.length; at += piece) output.push(...resampler.push(input.subarray(at, at + piece)));
  return [...output, ...resampler.end()];
}

/** The largest difference from a tone, without the ends, where the filter reaches into the silence. */
function difference(output: number[], pitch: number, rate: number): number {
  const expected = tone(pitch, rate, output.length);
  return Math.max(...output.map((sample, at) => Math.abs(sample - (expected[at] ?? 0))).slice(500, -500));
}

describe('Resampler, another sampling rate', () => {
  test.each([
    [8000, 48000],
    [11025, 44100],
    [96000, 48000],
    [192000, 48000],
    [176400, 44100],
    [64000, 48000],
    [37800, 48000],
  ])('leaves a tone what it was, and as long: %d to %d Hz', (from, to) => {
    const output = resampled(1000, from, to);
    expect(output).toHaveLength(to);
    expect(difference(output, 1000, to)).toBeLessThan(0.001);
  });

  test('has no small common measure: the tone is all but the same', () => {
    const output = resampled(1000, 44056, 48000);
    expect(output).toHaveLength(48000);
    expect(difference(output, 1000, 48000)).toBeLessThan(0.002);
  });

  test.each([
    [96000, 26000],
    [192000, 30000],
    [64000, 28000],
  ])('loses what it cannot hold instead of folding it back: from %d Hz a tone of %d Hz', (from, pitch) => {
    expect(Math.max(...resampled(pitch, from, 48000).slice(500, -500).map(Math.abs))).toBeLessThan(0.001);
  });

  test('is the same in pieces of any size', () => {
    expect(resampled(1000, 11025, 44100, 7)).toEqual(resampled(1000, 11025, 44100));
  });
});
