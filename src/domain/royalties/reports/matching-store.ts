import { asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { textsIn } from '../../../db/json-list.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Match } from './model.ts';

export interface NamedRelease {
  id: Id;
  name: string | null;
  artistId: Id;
}

export interface NamedTrack {
  id: Id;
  name: string;
  releaseId: Id;
}

export type MatchingStore = ReturnType<typeof matchingStore>;

/** Queries on what songs may be: tracks and releases of any status, and what root assigned. */
export function matchingStore({ engine, tables }: Database) {
  const { releases, releaseTracks: tracks, roster, songAssignments } = tables;
  const among = (texts: readonly string[]) => textsIn(engine, JSON.stringify(texts));
  const matched = { reason: sql<null>`null`, trackId: tracks.id, releaseId: releases.id, artistId: releases.artistId };

  return {
    /** What root assigned to keys. */
    assigned: async (on: Handle, keys: readonly string[]): Promise<Map<string, Match>> => {
      const { key, trackId, releaseId } = songAssignments;
      const rows = await on
        .select({ key, reason: sql<null>`null`, trackId, releaseId, artistId: releases.artistId })
        .from(songAssignments)
        .leftJoin(releases, eq(releases.id, releaseId))
        .where(inArray(key, among(keys)));
      return new Map(rows.map(({ key, ...match }) => [key, match]));
    },

    tracksByIsrc: async (on: Handle, codes: readonly string[]): Promise<Map<string, Match>> => {
      const rows = await on
        .select({ isrc: tracks.isrc, ...matched })
        .from(tracks)
        .innerJoin(releases, eq(releases.id, tracks.releaseId))
        .where(inArray(tracks.isrc, among(codes)));
      return new Map(rows.map(({ isrc, ...match }) => [isrc ?? '', match]));
    },

    releasesByUpc: async (on: Handle, codes: readonly string[]): Promise<Map<string, NamedRelease>> => {
      const { id, name, artistId, upc } = releases;
      const rows = await on
        .select({ id, name, artistId, upc })
        .from(releases)
        .where(inArray(upc, among(codes)));
      return new Map(rows.map(({ upc, ...release }) => [upc ?? '', release]));
    },

    /** The tracks of each release. */
    tracksOf: async (on: Handle, releaseIds: readonly Id[]): Promise<Map<Id, NamedTrack[]>> => {
      const { id, name, releaseId } = tracks;
      const rows = await on
        .select({ id, name, releaseId })
        .from(tracks)
        .where(inArray(releaseId, among(releaseIds)));
      return Map.groupBy(rows, ({ releaseId }) => releaseId);
    },

    /** Tracks of all releases by id, with the artist's stage name. */
    tracksAfter: (
      on: Handle,
      after: Id,
      limit: number,
    ): Promise<(NamedTrack & { artistId: Id; stageName: string })[]> =>
      on
        .select({
          ...{ id: tracks.id, name: tracks.name, releaseId: tracks.releaseId },
          ...{ artistId: releases.artistId, stageName: roster.stageName },
        })
        .from(tracks)
        .innerJoin(releases, eq(releases.id, tracks.releaseId))
        .innerJoin(roster, eq(roster.accountId, releases.artistId))
        .where(gt(tracks.id, after))
        .orderBy(asc(tracks.id))
        .limit(limit),

    releasesAfter: (on: Handle, after: Id, limit: number): Promise<(NamedRelease & { stageName: string })[]> =>
      on
        .select({ id: releases.id, name: releases.name, artistId: releases.artistId, stageName: roster.stageName })
        .from(releases)
        .innerJoin(roster, eq(roster.accountId, releases.artistId))
        .where(gt(releases.id, after))
        .orderBy(asc(releases.id))
        .limit(limit),
  };
}
