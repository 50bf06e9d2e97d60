import type { Format } from './format.ts';
import { latin1, type Window } from './window.ts';

/** Format tags: RFC 2361, appendix A. */
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const CODECS = new Map([
  [PCM, 'PCM'],
  [FLOAT, 'IEEE float'],
  [6, 'A-law'],
  [7, 'µ-law'],
]);
const OTHER = 'another';

/** Chunks before the music: more than any program writes, few enough to give up soon. */
const MOST_CHUNKS = 1000;

/** How the music in a WAV is written down, and where it lies. */
export interface Wave extends Omit<Format, 'duration'> {
  /** Bytes of one sample of all channels. */
  readonly block: number;
  /** Where the music begins, in bytes. */
  readonly start: number;
  /** Whole blocks. */
  readonly length: number;
}

/**
 * Reads a WAV or RF64 (EBU Tech 3306).
 *
 * @returns `undefined` when it has no usable format or no music, or a codec other than PCM, float, A-law and µ-law
 */
export function readWave(file: Window): Format | undefined {
  const wave = findWave(file);
  // Of other codecs the header tells no true length, and no browser plays them.
  if (!wave || wave.codec === OTHER) return undefined;
  const { block, start: _, length, ...format } = wave;
  return { ...format, duration: (length * block * 8) / format.bitrate };
}

/**
 * Finds the music in a WAV or RF64. The length that the header claims is believed only as far as the file goes: a
 * program that wrote into a pipe, or broke off, could not come back to fill it in.
 *
 * @returns `undefined` when it has no usable format or no music
 */
export function findWave(file: Window): Wave | undefined {
  const claimed = uint32(file.view(0, 12), 4) + 8;
  let coding: Coding | undefined;
  let wideLength = 0;
  for (let at = 12, chunks = 0; at + 8 <= file.size && chunks < MOST_CHUNKS; chunks++) {
    const chunk = file.view(at, at + 48);
    const name = latin1(chunk, 0, 4);
    const length = uint32(chunk, 4);
    const start = at + 8;
    if (name === 'fmt ') coding = readCoding(chunk.subarray(8));
    if (name === 'ds64') wideLength = uint32(chunk, 16) + uint32(chunk, 20) * 2 ** 32;
    if (name === 'data') {
      // What is left of a header whose writer did not come back: a length of 0 in a file that ends before the music.
      const isUnfinished = length === 0 && claimed <= start;
      const stated = length === 0xffffffff || isUnfinished ? wideLength || Number.POSITIVE_INFINITY : length;
      const bytes = Math.min(stated, file.size - start);
      return coding && { ...coding, start, length: Math.floor(bytes / coding.block) };
    }
    at = start + length + (length % 2);
  }
  return undefined;
}

type Coding = Omit<Wave, 'start' | 'length'>;

function readCoding(chunk: Uint8Array): Coding | undefined {
  const isExtensible = uint16(chunk, 0) === EXTENSIBLE;
  const tag = uint16(chunk, isExtensible ? 24 : 0);
  const [channels, sampleRate, bytesPerSecond] = [uint16(chunk, 2), uint32(chunk, 4), uint32(chunk, 8)];
  const [block, bits] = [uint16(chunk, 12), uint16(chunk, 14)];
  const lossless = tag === PCM || tag === FLOAT;
  const bitrate = 8 * (lossless ? sampleRate * block : bytesPerSecond);
  if (!channels || !sampleRate || !block || !bitrate) return undefined;
  // Or the length, which is counted in blocks, would be made up.
  if (lossless && block !== channels * Math.ceil(bits / 8)) return undefined;
  const codec = CODECS.get(tag) ?? OTHER;
  return {
    bitrate,
    sampleRate,
    bits: lossless ? bits : undefined,
    channels,
    block,
    codec,
    container: 'WAVE',
    lossless,
  };
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) + uint16(bytes, at + 2) * 2 ** 16;
}
