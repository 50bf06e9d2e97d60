import type { Wave } from '../wave.ts';
import type { MadePart, PartOrder } from './part.ts';

/** What a WAV is. */
export interface WaveQuestion {
  /** Descriptor of the WAV. */
  readonly source: number;
  /** Of the WAV, in bytes. */
  readonly size: number;
}

/** What a worker is asked: that, or to encode a part of it. Descriptors are opened and closed by who asks. */
export type Question = WaveQuestion | PartOrder;

/** A WAV that is taken, and the sampling rate of its MP3 in Hz. */
export interface Found {
  readonly wave: Wave;
  readonly rate: number;
}

export type Answer =
  | { readonly result: Found | MadePart }
  | { readonly problem: string }
  /** An error of the system, such as ENOSPC. */
  | { readonly code: string; readonly message: string };
