import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Cursor } from '../../lib/page.ts';
import type { CatalogueWrites, Visibility } from '../access/service.ts';
import type { Arrival, Place, StoredFile, Upload } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Entries } from './hidden-store.ts';
import type { Musicians } from './musicians.ts';
import type { EntryStore, Ownership } from './store.ts';

type FileField = 'image' | 'audio';
/** The fields of entries that hold files. */
export const FILES: readonly { field: FileField; as: Arrival['as'] }[] = [
  { field: 'image', as: 'picture' },
  { field: 'audio', as: 'audio' },
];

/**
 * What a client gives of an entry. A file is an upload, `null` to take the present one away, or the present one's name,
 * as a client sends it who gives back a whole entry that it was shown.
 */
export type EntryInput<Row> = {
  [Field in Exclude<keyof Row, 'id' | 'position'>]?: Field extends FileField ? Upload | string | null : Row[Field];
};

/** What one kind of entry has of its own. */
export interface Kind<Row> {
  place: Place & keyof Entries;
  store: EntryStore<Row>;
  /** The entry's key in the order of its lists. */
  key: (row: Row) => Cursor;
  /**
   * Which fields hold text of any length, which counts for the size of a page. All fields are listed, so that a new one
   * does not compile until this is decided.
   */
  texts: Readonly<Record<keyof Row, boolean>>;
  /** What a new entry has where nothing is given. */
  blank: Omit<Row, 'id' | 'name'>;
  /** The field that names the entry it belongs to, how those are kept, and the ids that a text there may mean in a list. */
  parent?: {
    field: keyof Row & string;
    place: 'artists' | 'albums';
    store: Pick<EntryStore<unknown>, 'lock'>;
    resolve: (text: string) => Promise<Id[]>;
  };
  /** Why one that others belong to can't be deleted. */
  stillUsed: string;
  /** What follows for an entry from coming to its parent, which is held, in the same transaction. */
  onParent?: (tx: Handle, parent: Id) => Promise<Partial<Row>>;
  /** What follows from a file that was taken. */
  fromFile?: (file: StoredFile) => Partial<Row>;
  /** Refuses changes by throwing. */
  check?: (before: Row & Ownership, changes: Partial<Row>) => void;
  /** What follows from its being deleted, in the same transaction. */
  onDelete?: (tx: Handle, drop: Drop, row: Row & Ownership) => Promise<void>;
}

/** What all three kinds need. */
export interface Shared {
  db: Database;
  media: Media;
  musicians: Musicians;
  visibility: Pick<Visibility, 'seesHidden' | 'isPrivate'>;
  writes: CatalogueWrites;
}

/** What all entries have. */
export interface Entry {
  id: Id;
  image: string | null;
  audio?: string | null;
}

export const noEntry = ({ place }: Pick<Kind<never>, 'place'>) =>
  new DomainError('not_found', 'Not found', { subject: place });
