import type { Database } from '../../db/database.ts';
import { invalid, isKind } from '../../errors.ts';
import { growingCache } from '../../lib/growing-cache.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { checkPosition, noThing } from './model.ts';
import { nowPlayingStore } from './now-playing-store.ts';
import type { Seen } from './seen-store.ts';

/** Players that are remembered; with more of them the one that reported longest ago is forgotten. */
const REMEMBERED = 10_000;
/** Milliseconds for which a player is shown after its song should have ended. */
const LINGERS = 30 * 60 * 1000;
/** Milliseconds of a song that count as a play in any case; half of it does too. */
const HEARD = 4 * 60 * 1000;
const MOST_RATE = 100;

export type PlayerState = 'starting' | 'playing' | 'paused' | 'stopped';

/** What a player says of itself. */
export interface Report {
  track: Id;
  state: PlayerState;
  /** Milliseconds into the song. */
  position: number;
  /** 1: the song's own speed. */
  rate: number;
  /** Whether this must not count as a play. */
  isIgnored: boolean;
}

/** What a player plays. */
export interface NowPlaying {
  account: Id;
  login: string;
  /** The player's name. */
  client: string;
  /** A number from 1 that stands for the account and the player. */
  player: number;
  track: Id;
  state: Exclude<PlayerState, 'stopped'>;
  /** Milliseconds into the song, now. */
  position: number;
  rate: number;
  /** When the player reported, in milliseconds since the epoch. */
  at: number;
}

interface Entry extends Omit<NowPlaying, 'login'> {
  /** Milliseconds; `null`: unknown. */
  duration: number | null;
  isCounted: boolean;
}

/**
 * What players play now. It is in memory: each process knows the players that report to it, and forgets them when it stops.
 * @param submit counts a play
 */
export function nowPlayingService(
  db: Database,
  seen: Seen,
  submit: (viewer: Account, submissions: { track: Id; at: undefined }[]) => Promise<number>,
) {
  const store = nowPlayingStore(db);
  const entries = growingCache<string, Entry>(REMEMBERED);

  /**
   * Takes a player's report. A song counts as a play once its half, or its fourth minute, is reached: once from its
   * beginning (`starting`, or another song) to its end.
   * @param client the player's name
   * @throws invalid (`position`, `rate`), not_found when the viewer may find no such song
   */
  async function report(viewer: Account, client: string, { track, state, position, rate, isIgnored }: Report) {
    checkPosition(position);
    if (!(rate > 0 && rate <= MOST_RATE)) throw invalid('playbackRate', 'must be a number above 0');
    if (!(await seen.among(db.read, 'track', viewer.id, [track])).has(track)) throw noThing('track');
    const seconds = await store.durationOf(db.read, track);
    const duration = seconds === null ? null : seconds * 1000;
    const key = `${viewer.id} ${client}`;
    const known = entries.get(key);
    const before = known && endOf(known) > Date.now() ? known : undefined;
    const isSame = before?.track === track && state !== 'starting';
    const entry: Entry = {
      ...{ account: viewer.id, client, player: numberOf(key), track },
      ...{ state: state === 'stopped' ? 'paused' : state, position, rate, at: Date.now(), duration },
      isCounted: isSame && before.isCounted,
    };
    const heard: Id[] = [];
    // Where it got to since its last report, whatever it says now: it may have gone back to the beginning.
    if (before && !before.isCounted && !isIgnored && isHeard(before, positionOf(before))) {
      heard.push(before.track);
      if (isSame) entry.isCounted = true;
    }
    if (!entry.isCounted && !isIgnored && isHeard(entry, position)) {
      heard.push(track);
      entry.isCounted = true;
    }
    if (state === 'stopped') entries.delete(key);
    else entries.set(key, entry);
    for (const one of new Set(heard)) await submit(viewer, [{ track: one, at: undefined }]).catch(ignoreGone);
  }

  /** Says that a player has begun a song, without counting a play. @throws not_found */
  const begin = (viewer: Account, client: string, track: Id): Promise<void> =>
    report(viewer, client, { track, state: 'playing', position: 0, rate: 1, isIgnored: true });

  /**
   * What the viewer is shown of what is played, the latest report first: their own players, and those of accounts that show
   * it and whose profile is not private; songs that the viewer may not find are left out.
   */
  async function nowPlaying(viewer: Account): Promise<NowPlaying[]> {
    const now = Date.now();
    const playing = [...entries.values()].filter((entry) => endOf(entry) > now);
    if (playing.length === 0) return [];
    const logins = await store.shownTo(db.read, viewer.id, [...new Set(playing.map(({ account }) => account))]);
    const songs = await seen.among(db.read, 'track', viewer.id, [...new Set(playing.map(({ track }) => track))]);
    return playing.flatMap(({ duration, isCounted, ...entry }) => {
      const login = logins.get(entry.account);
      if (login === undefined || !songs.has(entry.track)) return [];
      return [{ ...entry, login, position: positionOf({ ...entry, duration }) }];
    });
  }

  return { report, begin, nowPlaying };
}

type Moving = Pick<Entry, 'state' | 'position' | 'rate' | 'at' | 'duration'>;

/** Where a player is now, as far as it follows from its last report. */
function positionOf({ state, position, rate, at, duration }: Moving): number {
  if (state !== 'playing') return position;
  const now = Math.round(position + Math.max(0, Date.now() - at) * rate);
  return duration === null ? now : Math.max(position, Math.min(now, duration));
}

function isHeard({ duration }: Pick<Entry, 'duration'>, position: number): boolean {
  return position >= HEARD || (duration !== null && duration > 0 && position >= duration / 2);
}

/** Until when an entry counts. */
function endOf({ position, rate, duration, at }: Moving): number {
  return at + Math.max(0, (duration ?? 0) - position) / rate + LINGERS;
}

/** Of an account and a player always the same, from 1. */
function numberOf(key: string): number {
  return Number(Bun.hash(key) & 0x7fffffffn) || 1;
}

/** A song that was deleted meanwhile has no plays. */
function ignoreGone(error: unknown): void {
  if (!isKind(error, 'not_found')) throw error;
}
