import { and, asc, count, eq, inArray, ne, or } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import { allOf, idsOfPage, inOrder, type Listing, occursIn, wordsOf } from '../../../db/list-query.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { searchKey } from '../../../lib/text.ts';
import type { HistoryEntry, ListedRelease, Release, ReleaseColumn, ReleaseFilters } from './model.ts';

export type ReleaseStore = ReturnType<typeof releaseStore>;

/** Queries on releases and their history. */
export function releaseStore({ engine, tables }: Database) {
  const { releases, releaseHistory, roster } = tables;
  const { nameKey, ...shown } = {
    ...{ id: releases.id, artistId: releases.artistId, status: releases.status, message: releases.message },
    ...{ name: releases.name, nameKey: releases.nameKey, type: releases.type, date: releases.date },
    ...{ cover: releases.cover, feat: releases.feat, authors: releases.authors, upc: releases.upc },
    ...{ version: releases.version, genre: releases.genre, subgenre: releases.subgenre, language: releases.language },
    ...{ pLine: releases.pLine, cLine: releases.cLine, labelName: releases.labelName },
    ...{ catalogueNumber: releases.catalogueNumber, originalDate: releases.originalDate },
    ...{ territories: releases.territories, contributors: releases.contributors },
    createdAt: releases.createdAt,
  };
  const listed = { ...shown, stageName: roster.stageName };
  const { status, message, editor, editorLogin, createdAt } = releaseHistory;

  const withArtist = (on: Handle) =>
    on.select(listed).from(releases).innerJoin(roster, eq(roster.accountId, releases.artistId));

  const list: Listing<ReleaseColumn> = {
    from: (on, fields) => on.select(fields).from(releases),
    id: releases.id,
    columns: { name: nameKey, stageName: roster.stageNameKey, createdAt: releases.createdAt, status: releases.status },
    order: [
      { by: 'status', direction: 'desc' },
      { by: 'createdAt', direction: 'desc' },
    ],
  };
  const byArtist: Listing<ReleaseColumn> = {
    ...list,
    // Everybody who has a release is an artist: said so that the index of stage names gives the order.
    from: (on, fields) =>
      on
        .select(fields)
        .from(releases)
        .innerJoin(roster, and(eq(roster.accountId, releases.artistId), eq(roster.role, 'artist'))),
    countFrom: list.from,
  };

  return {
    insert: async (tx: Handle, row: Release) => void (await tx.insert(releases).values(row)),

    ownerOf: async (on: Handle, id: Id): Promise<Id | undefined> =>
      (await on.select({ artistId: releases.artistId }).from(releases).where(eq(releases.id, id)))[0]?.artistId,

    byId: async (on: Handle, id: Id): Promise<ListedRelease | undefined> =>
      (await withArtist(on).where(eq(releases.id, id)))[0],

    /** Locks the release until the transaction ends, and with it its tracks, files and notes. */
    lock: async (tx: Handle, id: Id): Promise<Release | undefined> =>
      (await forUpdate(engine, tx.select(shown).from(releases).where(eq(releases.id, id))))[0],

    update: async (tx: Handle, id: Id, changes: Partial<Release>) => {
      const key = changes.name === undefined ? {} : { nameKey: changes.name && searchKey(changes.name) };
      await tx
        .update(releases)
        .set({ ...changes, ...key })
        .where(eq(releases.id, id));
    },

    delete: async (tx: Handle, id: Id) => {
      await tx.delete(releaseHistory).where(eq(releaseHistory.releaseId, id));
      await tx.delete(releases).where(eq(releases.id, id));
    },

    /** Whether the artist has a draft besides this release. */
    hasDraft: async (on: Handle, artistId: Id, besides: Id): Promise<boolean> => {
      const isDraft = and(eq(releases.artistId, artistId), eq(releases.status, 'draft'), ne(releases.id, besides));
      return (await on.select({ id: releases.id }).from(releases).where(isDraft)).length > 0;
    },

    /** Whether another release has this UPC. */
    hasUpc: async (on: Handle, upc: string, besides: Id): Promise<boolean> => {
      const same = and(eq(releases.upc, upc), ne(releases.id, besides));
      return (await on.select({ id: releases.id }).from(releases).where(same)).length > 0;
    },

    /** Adds to the history of a release, which must be locked. */
    addHistory: async (tx: Handle, releaseId: Id, entry: HistoryEntry) => {
      const [row] = await tx
        .select({ entries: count() })
        .from(releaseHistory)
        .where(eq(releaseHistory.releaseId, releaseId));
      await tx.insert(releaseHistory).values({ ...entry, releaseId, number: Number(row?.entries) + 1 });
    },

    /** Oldest first. */
    historyOf: async (on: Handle, releaseId: Id): Promise<HistoryEntry[]> =>
      on
        .select({ status, message, editor, editorLogin, createdAt })
        .from(releaseHistory)
        .where(eq(releaseHistory.releaseId, releaseId))
        .orderBy(asc(releaseHistory.number)),

    list: async (
      on: Handle,
      request: ListRequest<ReleaseColumn, ReleaseFilters>,
      artistIds?: Id[],
    ): Promise<Listed<ListedRelease>> => {
      const { search, sort, filters } = request;
      const named = (word: string) =>
        or(
          occursIn([nameKey], word),
          inArray(
            releases.artistId,
            on
              .select({ id: roster.accountId })
              .from(roster)
              .where(and(eq(roster.role, 'artist'), occursIn([roster.stageNameKey], word))),
          ),
        );
      const isByArtist = sort.some(({ by }) => by === 'stageName');
      const condition = allOf(
        artistIds && inArray(releases.artistId, artistIds),
        filters.status && eq(releases.status, filters.status),
        ...wordsOf(search ?? '').map(({ key }) => named(key)),
      );
      const { entries, total } = await idsOfPage(on, isByArtist ? byArtist : list, condition, request);
      const rows = await withArtist(on).where(inArray(releases.id, entries));
      return { entries: inOrder(entries, rows), total };
    },
  };
}
