import { and, asc, count, desc, eq, exists, inArray, or, sql } from 'drizzle-orm';
import type { PgSelect } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import { isAmong, textsIn } from '../../../db/json-list.ts';
import { allOf, idsOfPage, inOrder, type Listing, matches } from '../../../db/list-query.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Appendix, Contract, ContractColumn, ContractFilters, Share } from './model.ts';

/** The parts of a contract's number. */
interface Numbered {
  year: number;
  ordinal: number;
}

type AppendixRow = Appendix & { contractId: Id; ordinal: number; createdAt: number };

/** Queries on contracts, their shares and appendices. */
export function contractStore({ engine, tables: { contracts, contractShares, contractYears, appendices } }: Database) {
  const { id, artistId, number, percentage, file, status, toDay, terminatedAt, createdAt } = contracts;
  const shown = { id, artistId, number, percentage, file, status, to: toDay, terminatedAt, createdAt };
  const appendix = { id: appendices.id, type: appendices.type, number: appendices.number, file: appendices.file };

  const list: Listing<ContractColumn> = {
    from: (on, fields) => on.select(fields).from(contracts),
    id,
    columns: { number: sql`${contracts.year} * 1000000 + ${contracts.ordinal}`, createdAt },
    order: [{ by: 'createdAt', direction: 'desc' }],
  };

  const isOf = (artist: Id) => eq(contracts.artistId, artist);
  const newest = <Q extends PgSelect>(query: Q): Q =>
    query.orderBy(desc(contracts.year), desc(contracts.ordinal)).limit(1) as Q;

  return {
    /** Allocates the next number of a year. Concurrent transactions wait here until this one ends. */
    nextOrdinal: async (tx: Handle, year: number): Promise<number> => {
      const [row] = await tx
        .insert(contractYears)
        .values({ year, last: 1 })
        .onConflictDoUpdate({ target: contractYears.year, set: { last: sql`${contractYears.last} + 1` } })
        .returning({ last: contractYears.last });
      return (row as { last: number }).last;
    },

    insert: async (tx: Handle, { to, ...row }: Contract & Numbered) =>
      void (await tx.insert(contracts).values({ ...row, toDay: to, appendices: 0 })),

    /** An artist's newest contract. */
    newestOf: async (on: Handle, artist: Id): Promise<Contract | undefined> =>
      (await newest(on.select(shown).from(contracts).where(isOf(artist)).$dynamic()))[0],

    /** All contracts of some artists, each one's oldest first. @param artistIds a JSON array */
    ofArtists: async (on: Handle, artistIds: string): Promise<Contract[]> =>
      on
        .select(shown)
        .from(contracts)
        .where(inArray(artistId, textsIn(engine, artistIds)))
        .orderBy(asc(artistId), asc(contracts.year), asc(contracts.ordinal)),

    /** Locks the newest contract until the transaction ends. @returns it with the count of its appendices */
    lockNewestOf: async (tx: Handle, artist: Id): Promise<(Contract & { appendices: number }) | undefined> => {
      const fields = { ...shown, appendices: contracts.appendices };
      return (await forUpdate(engine, newest(tx.select(fields).from(contracts).where(isOf(artist)).$dynamic())))[0];
    },

    /** @returns the changed contract */
    change: async (
      tx: Handle,
      contract: Id,
      { to, ...changes }: Partial<Contract & { appendices: number }>,
    ): Promise<Contract> => {
      const set = { ...changes, ...(to === undefined ? {} : { toDay: to }) };
      return (await tx.update(contracts).set(set).where(eq(id, contract)).returning(shown))[0] as Contract;
    },

    /** Adds a share to a contract, which must be locked. */
    addShare: async (tx: Handle, contractId: Id, { percentage, from, since }: Share) => {
      const present = await tx
        .select({ shares: count() })
        .from(contractShares)
        .where(eq(contractShares.contractId, contractId));
      const number = Number(present[0]?.shares) + 1;
      await tx.insert(contractShares).values({ contractId, number, percentage, fromDay: from, changedAt: since });
    },

    /** The shares of some contracts, each contract's oldest first. */
    sharesOf: async (on: Handle, contractIds: readonly Id[]): Promise<(Share & { contractId: Id })[]> =>
      on
        .select({
          ...{ contractId: contractShares.contractId, percentage: contractShares.percentage },
          from: contractShares.fromDay,
          since: contractShares.changedAt,
        })
        .from(contractShares)
        .where(inArray(contractShares.contractId, textsIn(engine, JSON.stringify(contractIds))))
        .orderBy(asc(contractShares.contractId), asc(contractShares.number)),

    /** Whether a contract of the artist, or an appendix of one, has this PDF. */
    names: async (on: Handle, artist: Id, key: string): Promise<boolean> => {
      const rows = await on
        .select({ id })
        .from(contracts)
        .leftJoin(appendices, and(eq(appendices.contractId, id), eq(appendices.file, key)))
        .where(and(isOf(artist), or(eq(file, key), sql`${appendices.id} is not null`)))
        .limit(1);
      return rows.length > 0;
    },

    /** Whose contract an appendix belongs to. */
    artistOfAppendix: async (on: Handle, number: string): Promise<Id | undefined> =>
      (
        await on
          .select({ artistId })
          .from(appendices)
          .innerJoin(contracts, eq(id, appendices.contractId))
          .where(eq(appendices.number, number))
      )[0]?.artistId,

    insertAppendix: async (tx: Handle, row: AppendixRow) => void (await tx.insert(appendices).values(row)),

    termination: async (tx: Handle, contractId: Id): Promise<Appendix | undefined> =>
      (
        await tx
          .select(appendix)
          .from(appendices)
          .where(and(eq(appendices.contractId, contractId), eq(appendices.type, 'termination')))
      )[0],

    /** @returns the changed appendix, `undefined` when there is none of that number */
    changeAppendix: async (tx: Handle, number: string, file: string): Promise<Appendix | undefined> =>
      (await tx.update(appendices).set({ file }).where(eq(appendices.number, number)).returning(appendix))[0],

    /** The appendices of some contracts, each contract's in order. */
    appendicesOf: async (on: Handle, contractIds: Id[]): Promise<(Appendix & { contractId: Id })[]> =>
      on
        .select({ ...appendix, contractId: appendices.contractId })
        .from(appendices)
        .where(inArray(appendices.contractId, contractIds))
        .orderBy(asc(appendices.contractId), asc(appendices.ordinal)),

    list: async (
      on: Handle,
      request: ListRequest<ContractColumn, ContractFilters>,
      artists?: readonly Id[],
    ): Promise<Listed<Contract>> => {
      const { search, filters } = request;
      const ofType =
        filters.type &&
        exists(
          on
            .select({ one: sql`1` })
            .from(appendices)
            .where(and(eq(appendices.contractId, contracts.id), eq(appendices.type, filters.type))),
        );
      const condition = allOf(
        artists && isAmong(engine, artistId, artists),
        filters.status && eq(contracts.status, filters.status),
        ofType,
        search !== undefined && matches([contracts.number], search),
      );
      const { entries, total } = await idsOfPage(on, list, condition, request);
      const rows = await on.select(shown).from(contracts).where(inArray(contracts.id, entries));
      return { entries: inOrder(entries, rows), total };
    },
  };
}
