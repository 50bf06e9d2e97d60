import type { Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId, parseId } from '../../lib/ids.ts';
import { mayChangeEntry } from '../access/service.ts';
import { type Account, tokenEnded } from '../accounts/model.ts';
import type { Arrival, Upload } from '../media/model.ts';
import type { Drop } from '../media/service.ts';
import { type Entry, type EntryInput, FILES, type Kind, noEntry, type Shared } from './kind.ts';
import type { Ownership } from './store.ts';

/** Creates, changes and deletes artists, albums and tracks, and checks who may. */
export function writing<Row extends Entry>(kind: Kind<Row>, { db, media, musicians, writes, changed }: Shared) {
  const { place, store, parent } = kind;
  const forbidden = () => new DomainError('forbidden', 'Forbidden');

  /** Hidden entries, and those of uploads and releases, are changed by their owner only, also when writes are `open`. */
  function mayChange(caller: Account | undefined, { account, createdBy, hidden, release }: Ownership): boolean {
    const isProtected = hidden || account !== null || release;
    return mayChangeEntry(isProtected ? 'members' : writes, caller, createdBy ?? account);
  }

  /** Locks an entry that the caller may change. @throws not_found, also for a hidden entry of others; forbidden */
  async function lockChangeable(on: Handle, id: Id | undefined, caller: Account | undefined): Promise<Row & Ownership> {
    const found = id && (await store.lock(on, id));
    if (!found) throw noEntry(kind);
    if (!mayChange(caller, found)) throw found.hidden ? noEntry(kind) : forbidden();
    return found;
  }

  /** The parent's field, if the input has it. @throws invalid naming the field */
  function parentIn(input: EntryInput<Row>): Partial<Row> {
    const text = parent && (input as Partial<Record<keyof Row, unknown>>)[parent.field];
    if (!parent || text === undefined) return {};
    const id = parseId(String(text));
    if (!id) throw noParent();
    return { [parent.field]: id } as Partial<Row>;
  }

  /** Stores the uploads of the input. @returns them, and the fields to write: those of the input win over those of the file */
  async function takeFiles(input: EntryInput<Row>, caller: Account | undefined) {
    const fields = { ...(definedOf(input) as Partial<Row>), ...parentIn(input) };
    const arrivals = FILES.flatMap(({ field, as }): Arrival[] => {
      const upload = (input as Record<string, unknown>)[field];
      return typeof upload === 'object' && upload !== null ? [{ upload: upload as Upload, field, as }] : [];
    });
    const taken = await media.take(arrivals, place, caller?.id ?? null);
    const learned = taken.map((file) => kind.fromFile?.(file));
    const names = Object.fromEntries(arrivals.map(({ field }, at) => [field, taken[at]?.name]));
    return { fields: Object.assign({}, ...learned, fields, names) as Partial<Row>, taken };
  }

  const noParent = () => invalid(parent?.field ?? 'id', `names no ${parent?.field}`);

  /**
   * Locks the new parent and checks that the caller may add to it. A hidden parent counts as absent, as adding to it would
   * reveal that it exists.
   * @throws invalid naming the field when there is no such entry; forbidden
   */
  async function checkParent(on: Handle, caller: Account | undefined, fields: Partial<Row>): Promise<void> {
    if (!parent || fields[parent.field] === undefined) return;
    const found = await parent.store.lock(on, fields[parent.field] as Id);
    if (!found || found.hidden) throw noParent();
    if (!mayChange(caller, found)) throw forbidden();
  }

  /** Locks the musicians above an entry and above its new parent. */
  const lockAbove = (tx: Handle, id: Id | undefined, to?: Id) =>
    musicians.lockAbove(tx, {
      ...(id === undefined ? {} : { [place]: [id] }),
      ...(to === undefined || !parent ? {} : { [parent.place]: [to] }),
    });

  /** Updates `hidden` after an entry was added, deleted or moved. @param albums that the track was or is on */
  async function updateHidden(tx: Handle, artists: readonly Id[], id: Id, albums: readonly Id[]): Promise<void> {
    if (place === 'albums') await musicians.update(tx, { artists, albums: [id] });
    if (place === 'tracks') await musicians.update(tx, { artists, albums, tracks: [id] });
  }

  /** Creates an entry. @throws invalid naming the field, also when the parent does not exist; forbidden */
  async function add(caller: Account | undefined, input: EntryInput<Row>): Promise<Row> {
    for (const { field } of FILES)
      if (typeof (input as Record<string, unknown>)[field] === 'string')
        throw invalid(field, 'must be an uploaded file');
    const createdAt = Date.now();
    // Checked before files are processed, to fail early, and again in the transaction.
    await checkParent(db.read, caller, parentIn(input));
    const { fields, taken } = await takeFiles(input, caller);
    const to = parent && (fields[parent.field] as Id);
    return media
      .write(taken, async (tx) => {
        const { artists } = await lockAbove(tx, undefined, to);
        await checkParent(tx, caller, fields);
        const arrived = to === undefined ? {} : await kind.onParent?.(tx, to, fields);
        // `blank` has every field that a row must have; TypeScript cannot add up parts of a type parameter.
        const row = { id: newId(createdAt), ...kind.blank, ...fields, ...arrived } as Row;
        const ownership = { createdBy: caller?.id ?? null, account: null, release: false, hidden: false };
        await store.insert(tx, { ...row, ...ownership, createdAt });
        await changed(tx, { [place]: [row.id] });
        if (artists.length > 0) await updateHidden(tx, artists, row.id, to === undefined ? [] : [to]);
        return row;
      })
      .catch((error) => {
        // The caller's account was deleted just now.
        throw isForeignKeyViolation(error) ? tokenEnded() : error;
      });
  }

  /** Changes the fields of the input. @throws not_found, forbidden, invalid naming the field, conflict */
  async function change(caller: Account | undefined, idText: string, input: EntryInput<Row>): Promise<Row> {
    const id = parseId(idText);
    // Checked before files are processed, to fail early, and again in the transaction.
    await lockChangeable(db.read, id, caller);
    const { fields, taken } = await takeFiles(input, caller);
    return media
      .write(taken, async (tx, drop) => {
        const to = parent && (fields[parent.field] as Id | undefined);
        const { artists } = await lockAbove(tx, id, to);
        const before = await lockChangeable(tx, id, caller);
        const changes = { ...fields };
        const from = parent && (before[parent.field] as Id);
        const isMoved = to !== undefined && to !== from;
        if (isMoved) {
          if (before.release) throw new DomainError('conflict', 'What a release has published is moved at the label');
          await checkParent(tx, caller, fields);
          Object.assign(changes, await kind.onParent?.(tx, to, fields));
        }
        const after = { ...before, ...changes };
        for (const { field } of FILES)
          if (typeof (input as Record<string, unknown>)[field] === 'string' && before[field] !== after[field])
            throw invalid(field, 'must be an uploaded file');
        kind.check?.(before, changes);
        await store.update(tx, before.id, changes);
        await changed(tx, { [place]: [before.id] });
        await dropFiles(drop, before, after);
        if (isMoved && (artists.length > 0 || before.hidden))
          await updateHidden(tx, artists, before.id, [from as Id, to]);
        return after;
      })
      .catch((error) => {
        // A release of the label still has the file.
        throw isForeignKeyViolation(error) ? new DomainError('conflict', 'The file is still in use') : error;
      });
  }

  /** The id of an entry that the caller may change. @throws not_found, forbidden */
  const changeable = async (caller: Account, idText: string): Promise<Id> =>
    (await lockChangeable(db.read, parseId(idText), caller)).id;

  /** Sets or removes the picture of an entry, and deletes the one before. @param image a stored file; @throws not_found */
  async function setImage(tx: Handle, drop: Drop, id: Id, image: string | null): Promise<void> {
    const before = await store.lock(tx, id);
    if (!before) throw noEntry(kind);
    await store.update(tx, id, { image } as Partial<Row>);
    await changed(tx, { [place]: [id] });
    await dropFiles(drop, { image: before.image }, { image });
  }

  /** Deletes an entry with its files in a transaction of the caller's. @throws not_found */
  async function removeIn(tx: Handle, drop: Drop, id: Id): Promise<void> {
    const { artists } = await lockAbove(tx, id);
    const row = await store.lock(tx, id);
    if (!row) throw noEntry(kind);
    await deleteLocked(tx, drop, row, artists);
  }

  async function deleteLocked(tx: Handle, drop: Drop, row: Row & Ownership, artists: readonly Id[]): Promise<void> {
    await store.delete(tx, row.id);
    await changed(tx, { [place]: [row.id] });
    await dropFiles(drop, row, {});
    await kind.onDelete?.(tx, drop, row);
    if (artists.length > 0) await updateHidden(tx, artists, row.id, parent ? [row[parent.field] as Id] : []);
  }

  /** Deletes an entry with its files. @returns it; @throws not_found, forbidden, conflict when others still belong to it */
  async function remove(caller: Account | undefined, idText: string): Promise<Row> {
    const id = parseId(idText);
    return media
      .write([], async (tx, drop) => {
        const { artists } = await lockAbove(tx, id);
        const row = await lockChangeable(tx, id, caller);
        await deleteLocked(tx, drop, row, artists);
        return row;
      })
      .catch((error) => {
        throw isForeignKeyViolation(error) ? new DomainError('conflict', kind.stillUsed) : error;
      });
  }

  return { add, change, remove, changeable, setImage, removeIn };
}

async function dropFiles(drop: Drop, before: Partial<Entry>, after: Partial<Entry>) {
  for (const { field } of FILES) {
    const name = before[field];
    if (name && name !== after[field]) await drop([name]);
  }
}

/** Without the fields that are undefined. */
function definedOf<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
