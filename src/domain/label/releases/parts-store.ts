import { and, asc, count, eq, getTableColumns, gt, ne, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { FileSize, Notes, ReleaseFile, Track, TrackData } from './model.ts';

/** Queries on the parts of releases. The release must be locked before any of them is changed, so that positions have no gaps. */
export const partStores = (db: Database) => ({ tracks: trackStore(db), files: fileStore(db), notes: noteStore(db) });

function trackStore({ tables: { releaseTracks } }: Database) {
  const { createdAt, ...shown } = getTableColumns(releaseTracks);
  const { previewStart } = shown;
  const ofRelease = (releaseId: Id) => eq(releaseTracks.releaseId, releaseId);
  const one = (releaseId: Id, id: Id) => and(ofRelease(releaseId), eq(releaseTracks.id, id));

  return {
    /** In order. */
    of: async (on: Handle, releaseId: Id): Promise<Track[]> =>
      on.select(shown).from(releaseTracks).where(ofRelease(releaseId)).orderBy(asc(releaseTracks.position)),

    /** How many tracks there are, and whether one of them has this file. */
    countWithFile: async (on: Handle, releaseId: Id, file: string): Promise<{ total: number; isTaken: boolean }> => {
      const same = count(sql`case when ${releaseTracks.file} = ${file} then 1 end`);
      const [found] = await on.select({ total: count(), same }).from(releaseTracks).where(ofRelease(releaseId));
      return { total: found?.total ?? 0, isTaken: (found?.same ?? 0) > 0 };
    },

    byId: async (on: Handle, releaseId: Id, id: Id): Promise<Track | undefined> =>
      (await on.select(shown).from(releaseTracks).where(one(releaseId, id)))[0],

    releaseOf: async (on: Handle, id: Id): Promise<Id | undefined> =>
      (await on.select({ id: releaseTracks.releaseId }).from(releaseTracks).where(eq(releaseTracks.id, id)))[0]?.id,

    insert: async (tx: Handle, row: Track & { createdAt: number }) => void (await tx.insert(releaseTracks).values(row)),

    /** @returns the changed track, `undefined` when the release has no such track */
    update: async (tx: Handle, releaseId: Id, id: Id, changes: Partial<TrackData>): Promise<Track | undefined> =>
      (await tx.update(releaseTracks).set(changes).where(one(releaseId, id)).returning(shown))[0],

    setPosition: async (tx: Handle, releaseId: Id, id: Id, position: number) =>
      void (await tx.update(releaseTracks).set({ position }).where(one(releaseId, id))),

    /** Sets the duration of the track of a file, if there is one. A preview that would begin behind the end is forgotten. */
    setDuration: async (tx: Handle, releaseId: Id, file: string, duration: number) =>
      void (await tx
        .update(releaseTracks)
        .set({ duration, previewStart: sql`case when ${previewStart} * 1000 < ${duration} then ${previewStart} end` })
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

function fileStore({ tables: { releaseFiles } }: Database) {
  const shown = { name: releaseFiles.name, size: releaseFiles.size, file: releaseFiles.file };
  const named = (releaseId: Id, name: string) =>
    and(eq(releaseFiles.releaseId, releaseId), eq(releaseFiles.name, name));

  return {
    insert: async (tx: Handle, releaseId: Id, files: readonly ReleaseFile[]) =>
      void (await tx.insert(releaseFiles).values(files.map((file) => ({ ...file, releaseId })))),

    find: async (on: Handle, releaseId: Id, name: string, size: FileSize): Promise<string | undefined> =>
      (
        await on
          .select(shown)
          .from(releaseFiles)
          .where(and(named(releaseId, name), eq(releaseFiles.size, size)))
      )[0]?.file,

    of: async (on: Handle, releaseId: Id): Promise<ReleaseFile[]> =>
      on.select(shown).from(releaseFiles).where(eq(releaseFiles.releaseId, releaseId)),

    /** Deletes all sizes of one file, or all files. @returns the names of the stored files */
    delete: async (tx: Handle, releaseId: Id, name?: string): Promise<string[]> => {
      const which = name === undefined ? eq(releaseFiles.releaseId, releaseId) : named(releaseId, name);
      return (await tx.delete(releaseFiles).where(which).returning(shown)).map(({ file }) => file);
    },
  };
}

function noteStore({ tables: { releaseNotes } }: Database) {
  const shown = getTableColumns(releaseNotes);

  return {
    of: async (on: Handle, releaseId: Id): Promise<Notes | undefined> =>
      (await on.select(shown).from(releaseNotes).where(eq(releaseNotes.releaseId, releaseId)))[0],

    put: async (tx: Handle, notes: Notes) => {
      const { focusTracks, pitched, comment } = notes;
      const set = { focusTracks, pitched, comment };
      await tx.insert(releaseNotes).values(notes).onConflictDoUpdate({ target: releaseNotes.releaseId, set });
    },

    delete: async (tx: Handle, releaseId: Id) =>
      void (await tx.delete(releaseNotes).where(eq(releaseNotes.releaseId, releaseId))),
  };
}
