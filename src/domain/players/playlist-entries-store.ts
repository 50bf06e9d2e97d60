import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { textsIn, tuplesIn } from '../../db/json-list.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Window } from './model.ts';
import type { Seen } from './seen-store.ts';

export type PlaylistEntryStore = ReturnType<typeof playlistEntryStore>;

/** One place in a playlist. Its name stays with it wherever it is moved, and is never another's. */
export interface Entry {
  name: number;
  track: Id;
}

/** What a viewer is shown of a playlist's entries. */
export interface Counts {
  songs: number;
  /** Seconds. */
  duration: number;
  /** The place of the first of them. */
  first: number;
}

/** Queries on the entries of playlists. Whoever changes them has the playlist locked. */
export function playlistEntryStore({ engine, tables: { playlistEntries, tracks } }: Database, { conditions }: Seen) {
  const { placeholder } = sql;
  const { playlist, place, track, entry } = playlistEntries;
  // What an older version has written has no name; below 0 no name is given.
  const name = sql<number>`coalesce(${entry}, -1 - ${place})`.mapWith(Number);
  const shown = (viewer: Id | undefined) =>
    prepared<{ place: number; track: Id; duration: number | null }[]>((on) =>
      on
        .select({ place, track, duration: tracks.duration })
        .from(playlistEntries)
        .innerJoin(tracks, eq(tracks.id, track))
        .where(
          and(
            eq(playlist, placeholder('playlist')),
            conditions.track(viewer === undefined ? undefined : sql`${placeholder('viewer')}`),
          ),
        )
        .orderBy(asc(place)),
    );
  const shownTo = shown('somebody');
  const shownToAll = shown(undefined);

  return {
    /** The entries that the viewer may find, in order. @param viewer `undefined`: not signed in */
    shown: (on: Handle, playlist: Id, viewer: Id | undefined) =>
      viewer === undefined ? shownToAll(on, { playlist }) : shownTo(on, { playlist, viewer }),

    /** All entries, in order, hidden ones too. */
    all: (tx: Handle, of: Id): Promise<Entry[]> =>
      tx.select({ name, track }).from(playlistEntries).where(eq(playlist, of)).orderBy(place),

    /** Some of the entries that the viewer may find, in order. */
    part: (on: Handle, of: Id, viewer: Id, { offset, size }: Window): Promise<Entry[]> =>
      on
        .select({ name, track })
        .from(playlistEntries)
        .innerJoin(tracks, eq(tracks.id, track))
        .where(and(eq(playlist, of), conditions.track(viewer)))
        .orderBy(place)
        .limit(size)
        .offset(offset),

    /** Counts what the viewer may find. Playlists with nothing to be found are absent. */
    counts: async (on: Handle, playlists: readonly Id[], viewer: Id): Promise<Map<Id, Counts>> => {
      const rows = await on
        .select({
          playlist: playlistEntries.playlist,
          songs: sql<number>`count(*)`.mapWith(Number),
          duration: sql<number>`coalesce(sum(${tracks.duration}), 0)`.mapWith(Number),
          first: sql<number>`min(${playlistEntries.place})`.mapWith(Number),
        })
        .from(playlistEntries)
        .innerJoin(tracks, eq(tracks.id, playlistEntries.track))
        .where(
          and(inArray(playlistEntries.playlist, textsIn(engine, JSON.stringify(playlists))), conditions.track(viewer)),
        )
        .groupBy(playlistEntries.playlist);
      return new Map(rows.map(({ playlist, ...counts }) => [playlist, counts]));
    },

    /** The tracks at places, one place of each playlist. */
    tracksAt: async (on: Handle, places: ReadonlyMap<Id, number>): Promise<Map<Id, Id>> => {
      if (places.size === 0) return new Map();
      const keys = [...places].map(([playlist, place]) => sql`(${playlist}, cast(${place} as integer))`);
      const rows = await on
        .select({ playlist: playlistEntries.playlist, track: playlistEntries.track })
        .from(playlistEntries)
        .where(sql`(${playlistEntries.playlist}, ${playlistEntries.place}) in (values ${sql.join(keys, sql`, `)})`);
      return new Map(rows.map(({ playlist, track }) => [playlist, track]));
    },

    /** Replaces the entries from a place on. @param to the first place that stays; absent: none does */
    replaceFrom: async (tx: Handle, of: Id, from: number, items: readonly Entry[], to?: number) => {
      const isBefore = to === undefined ? undefined : lt(place, to);
      await tx.delete(playlistEntries).where(and(eq(playlist, of), gte(place, from), isBefore));
      if (items.length === 0) return;
      const rows = JSON.stringify(items.map((item, at) => [from + at, item.track, item.name]));
      const key = sql`cast(${of} as text)`;
      await tx.insert(playlistEntries).select(tuplesIn(engine, rows, [key], ['integer', 'text', 'bigint']));
    },

    /** The playlists that have any of the tracks, in order. */
    playlistsWith: async (tx: Handle, items: readonly Id[]): Promise<Id[]> => {
      const rows = await tx
        .selectDistinct({ playlist: playlistEntries.playlist })
        .from(playlistEntries)
        .where(inArray(playlistEntries.track, textsIn(engine, JSON.stringify(items))))
        .orderBy(playlistEntries.playlist);
      return rows.map(({ playlist }) => playlist);
    },

    /** Takes tracks out of playlists and closes the gaps. */
    take: async (tx: Handle, playlists: readonly Id[], items: readonly Id[]) => {
      const chosen = inArray(playlistEntries.playlist, [...playlists]);
      await tx
        .delete(playlistEntries)
        .where(and(chosen, inArray(playlistEntries.track, textsIn(engine, JSON.stringify(items)))));
      const dense = tx
        .select({
          playlist: sql<Id>`${playlist}`.as('list'),
          place: sql<number>`${place}`.as('before'),
          dense: sql<number>`row_number() over (partition by ${playlist} order by ${place}) - 1`.as('dense'),
        })
        .from(playlistEntries)
        .where(chosen)
        .as('numbered');
      // By way of negative places, as no two entries may have the same place at any moment.
      await tx
        .update(playlistEntries)
        .set({ place: sql`-1 - ${dense.dense}`, entry: name })
        .from(dense)
        .where(and(eq(playlist, dense.playlist), eq(place, dense.place), sql`${dense.dense} <> ${place}`));
      await tx
        .update(playlistEntries)
        .set({ place: sql`-1 - ${place}` })
        .where(and(chosen, lt(place, 0)));
    },
  };
}
