import { and, asc, eq, exists, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/dialect.ts';
import { allOf, idsOfPage, inOrder, type Listing, occursIn } from '../../../db/listing.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/listing.ts';
import type { Appendix, Contract, ContractColumn, ContractFilters } from './model.ts';

/** What a number needs beside its text. */
interface Numbered {
  year: number;
  ordinal: number;
}

type AppendixRow = Appendix & { contractId: Id; ordinal: number; createdAt: number };

/** Queries on contracts and their appendices. */
export function contractStore({ engine, tables: { contracts, contractYears, appendices } }: Database) {
  const { id, artistId, number, percentage, file, status, createdAt } = contracts;
  const shown = { id, artistId, number, percentage, file, status, createdAt };
  const appendix = { id: appendices.id, type: appendices.type, number: appendices.number, file: appendices.file };

  const list: Listing<ContractColumn> = {
    from: (on, fields) => on.select(fields).from(contracts),
    id,
    columns: { contract_number: sql`${contracts.year} * 1000000 + ${contracts.ordinal}`, createdAt },
    order: [{ by: 'createdAt', direction: 'desc' }],
  };

  const isOf = (artist: Id) => eq(contracts.artistId, artist);

  return {
    /** The next number of a year. Whoever asks waits until it is settled whether the one before him is given. */
    nextOrdinal: async (tx: Handle, year: number): Promise<number> => {
      const [row] = await tx
        .insert(contractYears)
        .values({ year, last: 1 })
        .onConflictDoUpdate({ target: contractYears.year, set: { last: sql`${contractYears.last} + 1` } })
        .returning({ last: contractYears.last });
      return (row as { last: number }).last;
    },

    insert: async (tx: Handle, row: Contract & Numbered) =>
      void (await tx.insert(contracts).values({ ...row, appendices: 0 })),

    of: async (on: Handle, artist: Id): Promise<Contract | undefined> =>
      (await on.select(shown).from(contracts).where(isOf(artist)))[0],

    /** The same with the count of its appendices, which nobody else changes until the transaction ends. */
    heldOf: async (tx: Handle, artist: Id): Promise<(Contract & { appendices: number }) | undefined> =>
      (
        await forUpdate(
          engine,
          tx
            .select({ ...shown, appendices: contracts.appendices })
            .from(contracts)
            .where(isOf(artist)),
        )
      )[0],

    /** @returns the changed contract, `undefined` when there is none */
    change: async (
      tx: Handle,
      artist: Id,
      changes: Partial<Contract & { appendices: number }>,
    ): Promise<Contract | undefined> =>
      (await tx.update(contracts).set(changes).where(isOf(artist)).returning(shown))[0],

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

    list: async (on: Handle, request: ListRequest<ContractColumn, ContractFilters>): Promise<Listed<Contract>> => {
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
        filters.status && eq(contracts.status, filters.status),
        ofType,
        search !== undefined && occursIn([contracts.number], search),
      );
      const { entries, total } = await idsOfPage(on, list, condition, request);
      const rows = await on.select(shown).from(contracts).where(inArray(contracts.id, entries));
      return { entries: inOrder(entries, rows), total };
    },
  };
}
