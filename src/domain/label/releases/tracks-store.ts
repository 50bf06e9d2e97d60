import { and, asc, eq, getTableColumns, gt, ne, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Track, TrackData } from './model.ts';

/** Queries on the tracks of releases. Whoever changes any holds the release: so positions have no gaps. */
export function releaseTrackStore({ tables: { releaseTracks } }: Database) {
  const { createdAt, ...shown } = getTableColumns(releaseTracks);
  const ofRelease = (releaseId: Id) => eq(releaseTracks.releaseId, releaseId);
  const one = (releaseId: Id, id: Id) => and(ofRelease(releaseId), eq(releaseTracks.id, id));

  return {
    /** In order. */
    of: async (on: Handle, releaseId: Id): Promise<Track[]> =>
      on.select(shown).from(releaseTracks).where(ofRelease(releaseId)).orderBy(asc(releaseTracks.position)),

    insert: async (tx: Handle, row: Track & { createdAt: number }) => void (await tx.insert(releaseTracks).values(row)),

    /** @returns the changed track, `undefined` when the release has no such track */
    update: async (tx: Handle, releaseId: Id, id: Id, changes: Partial<TrackData>): Promise<Track | undefined> =>
      (await tx.update(releaseTracks).set(changes).where(one(releaseId, id)).returning(shown))[0],

    place: async (tx: Handle, releaseId: Id, id: Id, position: number) =>
      void (await tx.update(releaseTracks).set({ position }).where(one(releaseId, id))),

    /** The track of that file, if there is one, is as long as the file now. */
    measure: async (tx: Handle, releaseId: Id, file: string, duration: number) =>
      void (await tx
        .update(releaseTracks)
        .set({ duration })
        .where(and(ofRelease(releaseId), eq(releaseTracks.file, file)))),

    /** Deletes a track and closes the gap. @returns it, `undefined` when the release has no such track */
    delete: async (tx: Handle, releaseId: Id, id: Id): Promise<Track | undefined> => {
      const [gone] = await tx.delete(releaseTracks).where(one(releaseId, id)).returning(shown);
      if (gone)
        await tx
          .update(releaseTracks)
          .set({ position: sql`${releaseTracks.position} - 1` })
          .where(and(ofRelease(releaseId), gt(releaseTracks.position, gone.position)));
      return gone;
    },

    deleteAll: async (tx: Handle, releaseId: Id) => void (await tx.delete(releaseTracks).where(ofRelease(releaseId))),

    /** Whether another track, of any release, has this ISRC. */
    hasIsrc: async (on: Handle, isrc: string, besides: Id): Promise<boolean> => {
      const same = and(eq(releaseTracks.isrc, isrc), ne(releaseTracks.id, besides));
      return (await on.select({ id: releaseTracks.id }).from(releaseTracks).where(same)).length > 0;
    },
  };
}
