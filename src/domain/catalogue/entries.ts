import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/dialect.ts';
import { DomainError, invalid, isKind } from '../../errors.ts';
import { type Id, newId, parseId } from '../../lib/ids.ts';
import { type Cursor, type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import { type CatalogueWrites, type MaySee, mayChangeEntry } from '../access/service.ts';
import { type Account, tokenEnded } from '../accounts/model.ts';
import type { Place, StoredFile, Upload } from '../media/model.ts';
import type { Arrival, Drop, Media } from '../media/service.ts';
import type { EntryStore, Standing } from './store.ts';

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
  /** The field that names the entry it belongs to, how those are kept, and the ids that a text there may mean in a list. */
  parent?: {
    field: keyof Row & string;
    store: Pick<EntryStore<unknown>, 'held'>;
    resolve: (text: string) => Promise<Id[]>;
  };
  /** Why one that others belong to can't be deleted. */
  stillUsed: string;
  /** What follows for an entry from coming to its parent, which is held, in the same transaction. */
  arrive?: (tx: Handle, parent: Id) => Promise<Partial<Row>>;
  /** What follows from a file that was taken. */
  learn?: (file: StoredFile) => Partial<Row>;
  /** Refuses changes by throwing. */
  check?: (before: Row & Standing, changes: Partial<Row>) => void;
  /** What follows from its being deleted, in the same transaction. */
  departed?: (tx: Handle, drop: Drop, row: Row & Standing) => Promise<void>;
}

interface Entry {
  id: Id;
  image: string | null;
  audio?: string | null;
}

/** The verbs that artists, albums and tracks have in common. */
export function entries<Row extends Entry>(
  kind: Kind<Row>,
  db: Database,
  media: Media,
  writes: CatalogueWrites,
  maySee: MaySee,
) {
  const { place, store, parent } = kind;
  const notFound = () => new DomainError('not_found', 'Not found', { subject: place });

  /** @param belongingTo id or exact name of the parent; @throws not_found when there is none, invalid (`cursor`) */
  async function list(page: PageRequest, belongingTo?: string): Promise<Page<Row>> {
    const id = belongingTo === undefined ? undefined : parseId(belongingTo);
    // What has entries is there: only of what has none it must be asked whether it is.
    const ofId = id === undefined ? [] : await store.list(db.read, page, [id]);
    if (ofId.length > 0) return pageOf(ofId, page.limit, kind.key);
    const parents = belongingTo === undefined ? undefined : await parent?.resolve(belongingTo);
    return pageOf(await store.list(db.read, page, parents), page.limit, kind.key);
  }

  /**
   * One entry, as far as the viewer (`undefined`: a stranger) may see it.
   * @throws not_found, also for a text that is no id at all; forbidden for what belongs to a private profile
   */
  async function see(idText: string, viewer: Account | undefined): Promise<Row> {
    const id = parseId(idText);
    const shown = id && (await store.byId(db.read, id));
    if (shown) return shown;
    const hidden = id && (await store.hidden(db.read, id));
    if (!hidden || hidden.account === null) throw notFound();
    if (!(await maySee(viewer, hidden.account))) throw new DomainError('forbidden', 'Profile is private');
    return hidden;
  }

  /** The same, without a word about what the viewer may not see. @throws not_found */
  async function get(idText: string, viewer: Account | undefined): Promise<Row> {
    return see(idText, viewer).catch((error) => {
      throw isKind(error, 'forbidden') ? notFound() : error;
    });
  }

  /** @throws not_found, forbidden when it is somebody else's; what is hidden is not there for others */
  async function held(on: Handle, id: Id | undefined, caller: Account | undefined): Promise<Row & Standing> {
    const found = id && (await store.held(on, id));
    if (!found) throw notFound();
    const { createdBy, ...row } = found;
    // What uploads have made is its owner's, whoever may write the rest.
    if (!mayChangeEntry(row.hidden || row.account !== null ? 'members' : writes, caller, createdBy))
      throw row.hidden ? notFound() : new DomainError('forbidden', 'Forbidden');
    return row as unknown as Row & Standing;
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

  /** What follows from coming to a parent. Nothing new comes to a hidden one: it would show what is hidden. */
  async function arrive(tx: Handle, fields: Partial<Row>): Promise<Partial<Row>> {
    if (!parent) return {};
    const id = fields[parent.field] as Id;
    const found = await parent.store.held(tx, id);
    if (!found || found.hidden) throw noParent();
    return (await kind.arrive?.(tx, id)) ?? {};
  }

  /** @throws invalid naming the field, also when the entry it should belong to does not exist */
  async function add(caller: Account | undefined, given: Given<Row>): Promise<Row> {
    for (const { field } of FILES)
      if (typeof (given as Record<string, unknown>)[field] === 'string')
        throw invalid(field, 'must be an uploaded file');
    const createdAt = Date.now();
    const { fields, taken } = await take(given, caller);
    return media
      .write(taken, async (tx) => {
        const arrived = await arrive(tx, fields);
        const row = { id: newId(createdAt), ...kind.blank, ...fields, ...arrived } as unknown as Row;
        await store.insert(tx, { ...row, createdBy: caller?.id ?? null, createdAt });
        return row;
      })
      .catch((error) => {
        // The caller's account was deleted just now.
        throw isForeignKeyViolation(error) ? tokenEnded() : error;
      });
  }

  /** Changes the fields that are given and leaves the others. @throws not_found, forbidden, invalid naming the field */
  async function change(caller: Account | undefined, idText: string, given: Given<Row>): Promise<Row> {
    const id = parseId(idText);
    // Asked before a file is looked at, and again in the transaction, where it counts.
    await held(db.read, id, caller);
    const { fields, taken } = await take(given, caller);
    return media
      .write(taken, async (tx, drop) => {
        const before = await held(tx, id, caller);
        const changes = { ...fields };
        const moved = parent && changes[parent.field] !== undefined && changes[parent.field] !== before[parent.field];
        if (moved) Object.assign(changes, await arrive(tx, changes));
        const after = { ...before, ...changes };
        for (const { field } of FILES)
          if (typeof (given as Record<string, unknown>)[field] === 'string' && before[field] !== after[field])
            throw invalid(field, 'must be an uploaded file');
        kind.check?.(before, changes);
        await store.update(tx, before.id, changes);
        await dropFiles(drop, before, after);
        return after;
      })
      .catch((error) => {
        // Not only the catalogue has the files of a label's release.
        throw isForeignKeyViolation(error) ? new DomainError('conflict', 'The file is still in use') : error;
      });
  }

  /** The id of an entry that the caller may change. @throws not_found, forbidden */
  const changeable = async (caller: Account, idText: string): Promise<Id> =>
    (await held(db.read, parseId(idText), caller)).id;

  /** Gives an entry another picture, which is stored already, or none; the one before goes. @throws not_found */
  async function illustrate(tx: Handle, drop: Drop, id: Id, image: string | null): Promise<void> {
    const before = await store.held(tx, id);
    if (!before) throw notFound();
    await store.update(tx, id, { image } as Partial<Row>);
    await dropFiles(drop, { image: before.image }, { image });
  }

  /** Deletes an entry with its files, and what follows. @throws not_found */
  async function withdraw(tx: Handle, drop: Drop, id: Id): Promise<void> {
    const row = await store.held(tx, id);
    if (!row) throw notFound();
    await erase(tx, drop, row);
  }

  async function erase(tx: Handle, drop: Drop, row: Row & Standing): Promise<void> {
    await store.delete(tx, row.id);
    await dropFiles(drop, row, {});
    await kind.departed?.(tx, drop, row);
  }

  /** @returns the entry that was deleted; @throws not_found, forbidden, conflict when others still belong to it */
  async function remove(caller: Account | undefined, idText: string): Promise<Row> {
    return media
      .write([], async (tx, drop) => {
        const row = await held(tx, parseId(idText), caller);
        await erase(tx, drop, row);
        return row;
      })
      .catch((error) => {
        throw isForeignKeyViolation(error) ? new DomainError('conflict', kind.stillUsed) : error;
      });
  }

  return { list, see, get, add, change, remove, changeable, illustrate, withdraw };
}

async function dropFiles(drop: Drop, before: Partial<Entry>, after: Partial<Entry>) {
  for (const { field } of FILES) {
    const name = before[field];
    if (name && name !== after[field]) await drop([name]);
  }
}

/** Without the fields that are undefined: those were not given. */
function definedOf<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
