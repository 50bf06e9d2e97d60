import type { Id } from '../../lib/ids.ts';

/** The largest number of a disc, and of a song on it, that is believed. */
const LARGEST = 9999;

/** What says where a track stands. */
export interface Placed {
  position: number;
  account: Id | null;
  release: boolean;
  /** As the catalogue says; 0: not. */
  given: number;
  /** As the audio's tags say. */
  disc: number | null;
  number: number | null;
}

/** Where a song stands: an upload by its tags, what a release has published as the release says. */
export function placeOf({ position, account, release, given, disc, number }: Placed): { disc: number; number: number } {
  return {
    disc: release ? 1 : believed(given, believed(disc, 1)),
    number: account === null ? position : believed(number, position),
  };
}

const believed = (value: number | null, other: number): number =>
  value !== null && Number.isInteger(value) && value >= 1 && value <= LARGEST ? value : other;
