import type { Database, Handle } from '../../../db/database.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../../db/engines.ts';
import { dayOf } from '../../../lib/days.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { isStorable } from '../../../lib/text.ts';
import type { Events } from '../../events.ts';
import type { User } from '../../roster/model.ts';
import type { Roster } from '../../roster/service.ts';
import { type DocumentKey, refuse as refuseOfDocuments } from '../documents/model.ts';
import type { Documents } from '../documents/service.ts';
import {
  type Appendix,
  type AppendixType,
  type Contract,
  type ContractChanges,
  type ContractColumn,
  type ContractDays,
  type ContractFilters,
  type ContractTerm,
  type FullContract,
  refuse,
} from './model.ts';
import { contractStore } from './store.ts';
import { timelineOf } from './timeline.ts';

export type Contracts = ReturnType<typeof contractService>;

/**
 * Contracts with artists, one in force for each, their appendices and terminations. A number is allocated in the transaction
 * that uses it, under a lock, so that numbers are unique and without gaps. All operations on an artist's contract mean the
 * newest one.
 *
 * @param documents locks a PDF, so that it is not deleted while a contract that refers to it is written
 * @param now the clock, in milliseconds since the epoch; its UTC year becomes part of a contract's number
 */
export function contractService(
  db: Database,
  roster: Pick<Roster, 'users'>,
  documents: Pick<Documents, 'lock'>,
  events: Events,
  now: () => number = Date.now,
) {
  const store = contractStore(db);

  async function full(contracts: readonly Contract[]): Promise<FullContract[]> {
    const ids = contracts.map(({ id }) => id);
    const appendices = Map.groupBy(await store.appendicesOf(db.read, ids), ({ contractId }) => contractId);
    const shares = Map.groupBy(await store.sharesOf(db.read, ids), ({ contractId }) => contractId);
    const users = await roster.users(contracts.map(({ artistId }) => artistId));
    const artists = new Map(users.map((user) => [user.id, user]));
    return contracts.map((contract) => ({
      ...contract,
      // An account with a contract cannot be deleted, so it exists.
      artist: artists.get(contract.artistId) as User,
      shares: (shares.get(contract.id) ?? []).map(({ contractId, ...share }) => share),
      appendices: (appendices.get(contract.id) ?? []).map(({ contractId, ...appendix }) => appendix),
    }));
  }

  const onlyFull = async (contract: Contract): Promise<FullContract> => (await full([contract]))[0] as FullContract;

  const lockFile = (tx: Handle, artistId: Id, documentId: string): Promise<boolean> =>
    documents.lock(tx, { artistId, type: 'contract', documentId });

  /** Tells when a contract ends, so that people can be told ahead. @param day null: no end is known, or it has ended */
  const tellEnding = (tx: Handle, { id, artistId, number }: Contract, day: string | null): Promise<void> =>
    events.emit(tx, 'contract.ending', { artist: artistId, contract: id, number, day });

  /**
   * Creates a contract with an artist.
   * @param percentage the artist's share, in hundredths of a per cent
   * @throws invalid (`not_artist`), conflict (`contract_exists`)
   */
  async function make(artistId: Id, percentage: number, { from, to }: ContractDays = {}): Promise<Contract> {
    const [user] = await roster.users([artistId]);
    if (user?.role !== 'artist') throw refuse('not_artist');
    return db
      .write(async (tx) => {
        if ((await store.newestOf(tx, artistId))?.status === 'active') throw refuse('contract_exists');
        const createdAt = now();
        const year = new Date(createdAt).getUTCFullYear();
        const ordinal = await store.nextOrdinal(tx, year);
        const number = `${year}-${String(ordinal).padStart(3, '0')}`;
        const contract: Contract = {
          ...{ id: newId(createdAt), artistId, number, percentage, createdAt },
          ...{ file: null, status: 'active', to: to ?? null, terminatedAt: null },
        };
        await store.insert(tx, { ...contract, year, ordinal });
        await store.addShare(tx, contract.id, { percentage, from: from ?? null, since: createdAt });
        await tellEnding(tx, contract, contract.to);
        return contract;
      })
      .catch((error) => {
        // A concurrent request created a contract with this artist; the number of this one was rolled back.
        if (isUniqueViolation(error)) throw refuse('contract_exists');
        throw isForeignKeyViolation(error) ? refuse('not_artist') : error;
      });
  }

  async function append(tx: Handle, artistId: Id, type: AppendixType): Promise<Appendix> {
    const contract = await store.lockNewestOf(tx, artistId);
    if (!contract) throw refuse('contract');
    if (type === 'termination' && (await store.termination(tx, contract.id))) throw refuse('termination_exists');
    const createdAt = now();
    const ordinal = contract.appendices + 1;
    const appendix: Appendix = { id: newId(createdAt), type, number: `${contract.number}-${ordinal}`, file: null };
    await store.change(tx, contract.id, { appendices: ordinal });
    await store.insertAppendix(tx, { ...appendix, contractId: contract.id, ordinal, createdAt });
    return appendix;
  }

  /** Adds an appendix to an artist's contract. @throws not_found (`contract`) */
  const addAppendix = (artistId: Id): Promise<Appendix> => db.write((tx) => append(tx, artistId, 'appendix'));

  /** Creates the termination, which takes effect when it is confirmed. @throws not_found (`contract`), conflict (`termination_exists`) */
  const terminate = (artistId: Id): Promise<Appendix> => db.write((tx) => append(tx, artistId, 'termination'));

  /** Sets the PDF of the termination, which terminates the contract. @throws not_found (`termination`) */
  async function confirmTermination(artistId: Id, file: string): Promise<void> {
    await db.write(async (tx) => {
      const contract = await store.lockNewestOf(tx, artistId);
      const termination = contract && (await store.termination(tx, contract.id));
      if (!termination) throw refuse('termination');
      await lockFile(tx, artistId, file);
      await store.changeAppendix(tx, termination.number, file);
      const terminatedAt = contract.terminatedAt ?? now();
      await store.change(tx, contract.id, { status: 'terminated', terminatedAt });
      await tellEnding(tx, contract, null);
    });
  }

  /**
   * Changes an artist's contract. A new share, or one that is told with the day from which it holds, is added to the history
   * of shares.
   * @throws not_found (`contract`)
   */
  async function change(artistId: Id, { from, ...changes }: ContractChanges): Promise<FullContract> {
    const { percentage, file } = changes;
    const changed = await db.write(async (tx) => {
      const contract = await store.lockNewestOf(tx, artistId);
      if (!contract) throw refuse('contract');
      if (file !== undefined) await lockFile(tx, artistId, file);
      const since = now();
      if (percentage !== undefined && (percentage !== contract.percentage || from !== undefined))
        await store.addShare(tx, contract.id, { percentage, from: from ?? dayOf(since), since });
      const after = await store.change(tx, contract.id, changes);
      if (after.status === 'active') await tellEnding(tx, after, after.to);
      return after;
    });
    return onlyFull(changed);
  }

  /** Sets the PDF of an appendix or a termination. @throws not_found (`appendix`) */
  async function changeAppendix(number: string, file: string): Promise<Appendix> {
    if (!isStorable(number)) throw refuse('appendix');
    return db.write(async (tx) => {
      const artistId = await store.artistOfAppendix(tx, number);
      if (artistId === undefined) throw refuse('appendix');
      await lockFile(tx, artistId, file);
      return (await store.changeAppendix(tx, number, file)) as Appendix;
    });
  }

  /** An artist's contract. @throws not_found (`contract`) */
  async function of(artistId: Id): Promise<FullContract> {
    const contract = await store.newestOf(db.read, artistId);
    if (!contract) throw refuse('contract');
    return onlyFull(contract);
  }

  /** The percentages of artists' contracts in the order of time, without overlaps; artists without a contract are left out. */
  async function termsOf(on: Handle, artistIds: readonly Id[]): Promise<Map<Id, ContractTerm[]>> {
    const contracts = await store.ofArtists(on, JSON.stringify(artistIds));
    const ids = contracts.map(({ id }) => id);
    const shares = Map.groupBy(await store.sharesOf(on, ids), ({ contractId }) => contractId);
    const dated = contracts.map((contract) => ({ ...contract, shares: shares.get(contract.id) ?? [] }));
    const byArtist = Map.groupBy(dated, ({ artistId }) => artistId);
    return new Map([...byArtist].map(([artistId, theirs]) => [artistId, timelineOf(theirs)]));
  }

  /** Checks that no contract or appendix names a document. @throws conflict (`document_in_use`) */
  async function checkUnused(tx: Handle, { artistId, type, documentId }: DocumentKey): Promise<void> {
    if (type === 'contract' && (await store.names(tx, artistId, documentId)))
      throw refuseOfDocuments('document_in_use');
  }

  /** @param artistIds whose; absent: everybody's */
  async function list(
    request: ListRequest<ContractColumn, ContractFilters>,
    artistIds?: readonly Id[],
  ): Promise<Listed<FullContract>> {
    const { entries, total } = await store.list(db.read, request, artistIds);
    return { entries: await full(entries), total };
  }

  /** The newest contracts of some artists; who has none is left out. */
  async function newestOf(artistIds: readonly Id[]): Promise<Map<Id, Contract>> {
    const contracts = await store.ofArtists(db.read, JSON.stringify(artistIds));
    // Each one's newest comes last.
    return new Map(contracts.map((contract) => [contract.artistId, contract]));
  }

  return {
    make,
    addAppendix,
    terminate,
    confirmTermination,
    change,
    changeAppendix,
    of,
    list,
    newestOf,
    termsOf,
    checkUnused,
  };
}
