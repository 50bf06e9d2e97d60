import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { dayOf } from '../../lib/days.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Contracts } from '../label/contracts/service.ts';
import { refuse as refuseRelease } from '../label/releases/model.ts';
import type { Releases } from '../label/releases/service.ts';
import { refuse as refuseOfRoster } from '../roster/model.ts';
import type { Roster } from '../roster/service.ts';
import { type Named, refuse as refuseOfRoyalties } from '../royalties/model.ts';
import type { RoyaltyService } from '../royalties/service.ts';
import {
  type Rule,
  type RuleData,
  refuse,
  type Share,
  type Split,
  type SplitSubject,
  type Splits,
  type Terms,
} from './model.ts';
import { type ArtistTerms, isConstant, narrowTerms, percentageOf, prepareTerms } from './percentage.ts';
import { type DatedSplit, sharesOf as partiesOf, splitOf } from './splitting.ts';
import { termStore } from './store.ts';

export type { ArtistTerms, DatedSplit };

/** By what one line is divided, of what `prepare` and `splitsFor` give. */
export const ofLine = { isConstant, narrowTerms, percentageOf, sharesOf: partiesOf };

/** Most rules of an artist, each of which is held against each of their songs; and most splits of a track or release. */
const [MOST_RULES, MOST_SPLITS] = [1000, 1000];
/** Splits whose shares are read in one statement. */
const AT_ONCE = 1000;

/** A party of a split, and what it was called as. */
export interface PartyData extends Share, Pick<Named, 'kind'> {}

export type TermService = ReturnType<typeof termService>;

/** Rules and splits: by which percentages income is divided, and among whom. @param now the clock, in milliseconds since the epoch */
export function termService(
  db: Database,
  roster: Pick<Roster, 'artists'>,
  releases: Pick<Releases, 'ownerOf' | 'tracks'>,
  contracts: Pick<Contracts, 'termsOf'>,
  { payees }: Pick<RoyaltyService, 'payees'>,
  now: () => number = Date.now,
) {
  const store = termStore(db);

  /** Runs work that checks what it refers to; once more when that was deleted meanwhile, so that its checks tell. */
  const write = <Result>(work: () => Promise<Result>): Promise<Result> =>
    work().catch((error) => {
      if (isForeignKeyViolation(error)) return work();
      throw error;
    });

  /** @throws not_found of the roster (`artist`) */
  async function checkArtist(id: Id): Promise<void> {
    const [artist] = await roster.artists([id]);
    if (!artist) throw refuseOfRoster('artist');
  }

  /** Checks that a rule names what is the artist's. @throws not_found (`release`, `track`) */
  async function checkSubject(artistId: Id, { releaseId, trackId }: RuleData): Promise<void> {
    if (releaseId !== null && (await releases.ownerOf(releaseId)) !== artistId) throw refuseRelease('release');
    if (trackId === null) return;
    const track = await releases.tracks.locate(trackId);
    const isIts = track.artistId === artistId && (releaseId === null || releaseId === track.releaseId);
    if (!isIts) throw refuseRelease('track');
  }

  /**
   * Adds a rule.
   * @throws not_found of the roster (`artist`) and of releases (`release`, `track`): also those of another artist; invalid (`many_rules`)
   */
  const addRule = (artistId: Id, data: RuleData): Promise<Rule> =>
    write(async () => {
      await checkArtist(artistId);
      await checkSubject(artistId, data);
      const createdAt = now();
      return db.write(async (tx) => {
        if ((await store.countRules(tx, artistId)) >= MOST_RULES) throw refuse('many_rules');
        return store.insertRule(tx, { ...data, id: newId(createdAt), artistId, createdAt });
      });
    });

  /** Deletes a rule; what was booked by it stays. @throws not_found of the roster (`artist`), not_found (`rule`) */
  async function removeRule(artistId: Id, id: Id): Promise<void> {
    await checkArtist(artistId);
    if (!(await db.write((tx) => store.deleteRule(tx, artistId, id)))) throw refuse('rule');
  }

  /** @throws not_found of the roster (`artist`) */
  async function of(artistId: Id): Promise<Terms> {
    await checkArtist(artistId);
    const contract = (await contracts.termsOf(db.read, [artistId])).get(artistId) ?? [];
    return { contract, rules: await store.rulesOf(db.read, [artistId]) };
  }

  /** @throws not_found of releases (`track`, `release`) */
  async function checkSplitSubject(subject: SplitSubject): Promise<void> {
    if ('trackId' in subject) await releases.tracks.locate(subject.trackId);
    else await releases.ownerOf(subject.releaseId);
  }

  /**
   * Says who shares a track's or a release's income from a day on.
   * @param parties none: the release's artist alone
   * @throws not_found of releases (`track`, `release`), of the roster (`artist`) and of royalties (`payee`); invalid (`many_splits`)
   */
  const split = (subject: SplitSubject, from: Split['from'], parties: readonly PartyData[]): Promise<Split> =>
    write(async () => {
      await checkSplitSubject(subject);
      const names = await payees.named(parties.map(({ payeeId }) => payeeId));
      const named = parties.map(({ payeeId, share, kind }) => {
        const found = names.get(payeeId);
        if (found?.kind !== kind) throw kind === 'artist' ? refuseOfRoster('artist') : refuseOfRoyalties('payee');
        return { ...found, share };
      });
      const createdAt = now();
      const shares = parties.map(({ payeeId, share }) => ({ payeeId, share }));
      await db.write(async (tx) => {
        if ((await store.countSplits(tx, subject)) >= MOST_SPLITS) throw refuse('many_splits');
        await store.insertSplit(tx, subject, { from, createdAt, shares });
      });
      return { from, parties: named, createdAt };
    });

  /** @throws not_found of releases (`track`, `release`) */
  async function splitsOf(subject: SplitSubject): Promise<Splits> {
    await checkSplitSubject(subject);
    const rows = await store.splitsOf(db.read, subject);
    const shares = await sharesOf(
      db.read,
      rows.map(({ number }) => number),
    );
    const names = await payees.named([...new Set([...shares.values()].flat().map(({ payeeId }) => payeeId))]);
    const history = rows.map(({ number, from, createdAt }) => ({
      ...{ number, from, createdAt },
      // An account that shares in a split cannot be deleted, so it exists.
      parties: (shares.get(number) ?? []).map((share) => ({ ...(names.get(share.payeeId) as Named), ...share })),
    }));
    return { current: splitOf(history, dayOf(now())), history };
  }

  async function sharesOf(on: Handle, numbers: readonly number[]): Promise<Map<number, Share[]>> {
    const found = new Map<number, Share[]>();
    for (let at = 0; at < numbers.length; at += AT_ONCE)
      for (const { split: of, ...share } of await store.sharesOf(on, numbers.slice(at, at + AT_ONCE))) {
        const shares = found.get(of) ?? [];
        shares.push(share);
        found.set(of, shares);
      }
    return found;
  }

  /**
   * The terms of artists, prepared for `percentageOf`; artists without any are in it too.
   * @param fold how texts of lines are folded
   */
  async function prepare(on: Handle, artistIds: readonly Id[], fold: (text: string) => string) {
    const timelines = await contracts.termsOf(on, artistIds);
    const rules = Map.groupBy(await store.rulesOf(on, artistIds), ({ artistId }) => artistId);
    return new Map(artistIds.map((id) => [id, prepareTerms(timelines.get(id) ?? [], rules.get(id) ?? [], fold)]));
  }

  /** The splits of tracks and releases for `sharesOf` of `splitting.ts`, by their ids; those without any are left out. */
  async function splitsFor(on: Handle, ids: { tracks: readonly Id[]; releases: readonly Id[] }) {
    const ofTracks = await store.splitsOfTracks(on, ids.tracks);
    const ofReleases = await store.splitsOfReleases(on, ids.releases);
    const shares = await sharesOf(
      on,
      [...ofTracks, ...ofReleases].map(({ number }) => number),
    );
    const dated = [...ofTracks, ...ofReleases].map(({ number, from, trackId, releaseId }) => ({
      id: (trackId ?? releaseId) as Id,
      split: { number, from, shares: shares.get(number) ?? [] } satisfies DatedSplit,
    }));
    const byId = Map.groupBy(dated, ({ id }) => id);
    return new Map([...byId].map(([id, theirs]) => [id, theirs.map((one) => one.split)]));
  }

  return { addRule, removeRule, of, split, splitsOf, prepare, splitsFor };
}
