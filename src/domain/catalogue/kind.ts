import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Cursor } from '../../lib/page.ts';
import type { CatalogueWrites, Visibility } from '../access/service.ts';
import type { Arrival, Place, StoredFile, Upload } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Changed, Entries } from './hidden-store.ts';
import type { Musicians } from './musicians.ts';
import type { EntryStore, Ownership } from './store.ts';

type FileField = 'image' | 'audio';
/** The fields of entries that hold files. */
export const FILES: readonly { field: FileField; as: Arrival['as'] }[] = [
  { field: 'image', as: 'picture' },
  { field: 'audio', as: 'audio' },
];

/**
 * The fields of an entry in a request. A file is an upload, `null` to remove the current one, or the name of the current one:
 * clients send it when they send back a whole entry.
 */
export type EntryInput<Row> = {
  [Field in Exclude<keyof Row, 'id'>]?: Field extends FileField ? Upload | string | null : Row[Field];
};

/** How artists, albums and tracks differ. */
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
  /** The defaults of a new entry. */
  blank: Omit<Row, 'id' | 'name'>;
  /** The field that names the parent entry, the parent's table and store, and what finds parents by id or name, for lists. */
  parent?: {
    field: keyof Row & string;
    place: 'artists' | 'albums';
    store: Pick<EntryStore<unknown>, 'lock'>;
    resolve: (text: string) => Promise<Id[]>;
  };
  /** The error text when an entry cannot be deleted because others belong to it. */
  stillUsed: string;
  /** The fields that follow from a new parent, which is locked, and from those that are written, in the same transaction. */
  onParent?: (tx: Handle, parent: Id, fields: Partial<Row>) => Promise<Partial<Row>>;
  /** The fields that follow from an uploaded file. */
  fromFile?: (file: StoredFile) => Partial<Row>;
  /** Throws for changes that are not allowed. */
  check?: (before: Row & Ownership, changes: Partial<Row>) => void;
  /** Runs after an entry was deleted, in the same transaction. */
  onDelete?: (tx: Handle, drop: Drop, row: Row & Ownership) => Promise<void>;
}

/** What all three kinds depend on. */
export interface Shared {
  db: Database;
  media: Media;
  musicians: Musicians;
  visibility: Pick<Visibility, 'seesHidden' | 'isPrivate'>;
  writes: CatalogueWrites;
  changed: Changed;
}

/** The fields that all kinds have in common, as far as shared code uses them. */
export interface Entry {
  id: Id;
  image: string | null;
  audio?: string | null;
}

export const noEntry = ({ place }: Pick<Kind<never>, 'place'>) =>
  new DomainError('not_found', 'Not found', { subject: place });
