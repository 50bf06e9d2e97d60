import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/dialect.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId, parseId } from '../../lib/ids.ts';
import { type Cursor, type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { type CatalogueWrites, mayChangeEntry } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { Place, StoredFile, Upload } from '../media/model.ts';
import type { Arrival, Media } from '../media/service.ts';
import type { EntryStore } from './store.ts';

type FileField = 'image' | 'audio';
const FILES: readonly { field: FileField; as: Arrival['as'] }[] = [
  { field: 'image', as: 'picture' },
  { field: 'audio', as: 'audio' },
];

/**
 * What a client gives of an entry. A file is an upload, `null` to take the present one away, or the present one's name,
 * as a client sends it who gives back a whole entry that he was shown.
 */
export type Given<Row> = {
  [Field in Exclude<keyof Row, 'id' | 'position'>]?: Field extends FileField ? Upload | string | null : Row[Field];
};

/** What one kind of entry has of its own. */
interface Kind<Row> {
  place: Place;
  store: EntryStore<Row>;
  /** The entry's key in the order of its lists. */
  key: (row: Row) => Cursor;
  /** What a new entry has where nothing is given. */
  blank: Omit<Row, 'id' | 'name'>;
  /** The field that names the entry it belongs to, and the ids that a text there may mean in a list. */
  parent?: { field: keyof Row & string; resolve: (text: string) => Promise<Id[]> };
  /** Why one that others belong to can't be deleted. */
  stillUsed: string;
  /** What follows for an entry from coming to its parent, in the same transaction. */
  arrive?: (tx: Handle, parent: Id) => Promise<Partial<Row>>;
  /** What follows from a file that was taken. */
  learn?: (file: StoredFile) => Partial<Row>;
}

interface Entry {
  id: Id;
  image: string | null;
  audio?: string | null;
}

/** The verbs that artists, albums and tracks have in common. */
export function entries<Row extends Entry>(kind: Kind<Row>, db: Database, media: Media, writes: CatalogueWrites) {
  const { place, store, parent } = kind;
  const notFound = () => new DomainError('not_found', 'Not found', { subject: place });

  /** @param belongingTo id or exact name of the parent; @throws not_found when there is none, invalid (`cursor`) */
  async function list(page: PageRequest, belongingTo?: string): Promise<Page<Row>> {
    const parents = belongingTo === undefined ? undefined : await parent?.resolve(belongingTo);
    return pageOf(await store.list(db.read, page, parents), page.limit, kind.key);
  }

  /** @throws not_found, also for a text that is no id at all */
  async function get(idText: string): Promise<Row> {
    const id = parseId(idText);
    const row = id && (await store.byId(db.read, id));
    if (!row) throw notFound();
    return row;
  }

  /** @throws not_found, forbidden when it is somebody else's */
  async function held(on: Handle, id: Id | undefined, caller: Account | undefined): Promise<Row> {
    const found = id && (await store.held(on, id));
    if (!found) throw notFound();
    const { createdBy, ...row } = found;
    if (!mayChangeEntry(writes, caller, createdBy)) throw new DomainError('forbidden', 'Forbidden');
    return row as unknown as Row;
  }

  /** Takes the uploads among what is given in, and gives the columns that follow: what the client says wins over what a file says. */
  async function take(given: Given<Row>, caller: Account | undefined) {
    const fields = definedOf(given) as Partial<Row>;
    if (parent && fields[parent.field] !== undefined) {
      const id = parseId(String(fields[parent.field]));
      if (!id) throw noParent();
      Object.assign(fields, { [parent.field]: id });
    }
    const arrivals = FILES.flatMap(({ field, as }): Arrival[] => {
      const upload = (given as Record<string, unknown>)[field];
      return typeof upload === 'object' && upload !== null ? [{ upload: upload as Upload, field, as }] : [];
    });
    const taken = await media.take(arrivals, place, caller?.id ?? null);
    const learned = taken.map((file) => kind.learn?.(file));
    const names = Object.fromEntries(arrivals.map(({ field }, at) => [field, taken[at]?.name]));
    return { fields: Object.assign({}, ...learned, fields, names) as Partial<Row>, taken };
  }

  const noParent = () => invalid(parent?.field ?? 'id', `names no ${parent?.field}`);

  /** @throws invalid naming the field, also when the entry it should belong to does not exist */
  async function add(caller: Account | undefined, given: Given<Row>): Promise<Row> {
    for (const { field } of FILES)
      if (typeof (given as Record<string, unknown>)[field] === 'string')
        throw invalid(field, 'must be an uploaded file');
    const createdAt = Date.now();
    const { fields, taken } = await take(given, caller);
    return media
      .write(taken, async (tx) => {
        const arrived = parent && (await kind.arrive?.(tx, fields[parent.field] as Id));
        const row = { id: newId(createdAt), ...kind.blank, ...fields, ...arrived } as unknown as Row;
        await store.insert(tx, { ...row, createdBy: caller?.id ?? null, createdAt });
        return row;
      })
      .catch((error) => {
        throw isForeignKeyViolation(error) ? noParent() : error;
      });
  }

  /** Changes the fields that are given and leaves the others. @throws not_found, forbidden, invalid naming the field */
  async function change(caller: Account | undefined, idText: string, given: Given<Row>): Promise<Row> {
    const id = parseId(idText);
    // Asked before a file is looked at, and again in the transaction, where it counts.
    await held(db.read, id, caller);
    const { fields, taken } = await take(given, caller);
    let moved: boolean | undefined;
    return media
      .write(taken, async (tx, drop) => {
        const before = await held(tx, id, caller);
        const changes = { ...fields };
        moved = parent && changes[parent.field] !== undefined && changes[parent.field] !== before[parent.field];
        if (parent && moved) Object.assign(changes, await kind.arrive?.(tx, changes[parent.field] as Id));
        const after = { ...before, ...changes };
        for (const { field } of FILES)
          if (typeof (given as Record<string, unknown>)[field] === 'string' && before[field] !== after[field])
            throw invalid(field, 'must be an uploaded file');
        await store.update(tx, before.id, changes);
        await dropFiles(drop, before, after);
        return after;
      })
      .catch((error) => {
        if (!isForeignKeyViolation(error)) throw error;
        // Not only the catalogue has the files of a label's release.
        throw moved ? noParent() : new DomainError('conflict', 'The file is still in use');
      });
  }

  /** @returns the entry that was deleted; @throws not_found, forbidden, conflict when others still belong to it */
  async function remove(caller: Account | undefined, idText: string): Promise<Row> {
    return media
      .write([], async (tx, drop) => {
        const before = await held(tx, parseId(idText), caller);
        await store.delete(tx, before.id);
        await dropFiles(drop, before, {});
        return before;
      })
      .catch((error) => {
        throw isForeignKeyViolation(error) ? new DomainError('conflict', kind.stillUsed) : error;
      });
  }

  return { list, get, add, change, remove };
}

async function dropFiles(drop: (name: string) => Promise<void>, before: Partial<Entry>, after: Partial<Entry>) {
  for (const { field } of FILES) {
    const name = before[field];
    if (name && name !== after[field]) await drop(name);
  }
}

/** Without the fields that are undefined: those were not given. */
function definedOf<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
