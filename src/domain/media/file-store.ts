import { DomainError } from '../../errors.ts';
import type { Opened, StoredFile, StoreName, Wanted } from './model.ts';
import type { Staged } from './staging.ts';

/** What a store is told of a file that has a row. */
export type Known = Pick<StoredFile, 'place' | 'name' | 'size' | 'type'>;

/** A file as a store has it. */
export interface Listed {
  place: string;
  name: string;
  /** Bytes. */
  size: number;
  /** When it was put, in milliseconds since the epoch. */
  modified: number;
}

/**
 * Where stored files lie. A file is known by its place (`albums`, `tracks` …) and its name, and its bytes never change.
 * Nothing outside an implementation knows paths.
 */
export interface FileStore {
  readonly name: StoreName;

  /**
   * Gives a staged file its place and name. When this returns, it is there after a power failure too, and the staged one
   * may be gone.
   * @param type its media type
   * @throws DomainError `busy` when there is no room, or the store is away
   */
  put(staged: Pick<Staged, 'path' | 'size'>, place: string, name: string, type: string): Promise<void>;

  /**
   * The bytes for an answer. Of what lies on this machine only a short part is read before it is sent, and nobody has to
   * wait: then this gives no promise.
   * @returns `undefined` when there are not so many bytes as the row says, or none
   * @throws DomainError `not_found` for a place or name that no file ever has, `busy` when the store is away; any other
   *   trouble is thrown as it is
   */
  open(file: Known, wanted: Wanted): Opened | undefined | Promise<Opened | undefined>;

  /**
   * Where the whole file can be read on this machine, for what reads it at once: a copy may be gone ten seconds later.
   * @returns `undefined` as `open`
   * @throws DomainError as `open`
   */
  local(file: Known): string | undefined | Promise<string | undefined>;

  /** Deletes a file; a missing one is fine. @throws DomainError `not_found` and `busy` as `open` */
  remove(place: string, name: string): Promise<void>;

  /** Bytes of a file, as the store has it; `undefined` when it is not there. For checks only. */
  sizeOf(place: string, name: string): Promise<number | undefined>;

  /** Names all files, some at once: for checks only, as it takes long. */
  list(): AsyncGenerator<Listed[]>;
}

const PLACE = /^[a-z][a-z0-9-]*$/;
const NAME = /^[A-Za-z0-9_-]{21}\.[a-z0-9]{2,4}$/;
/** A piece of an upload: its id, where it begins, and what tells two apart that begin there. */
const PIECE = /^[A-Za-z0-9_-]{21}-\d{1,16}-[A-Za-z0-9_-]{21}$/;

/** Folders of the data folder that hold no stored files: what is arriving, copies of what lies elsewhere, what was made. */
const NO_PLACES = ['tmp', 'cache', 'transcodes', 'thumbs'];

/** The place of pieces of uploads. */
export const PIECES = 'pieces';

/** Whether files may lie there. */
export const isPlace = (place: string): boolean => PLACE.test(place) && !NO_PLACES.includes(place);

/** Whether a file of that place may be called that. */
export const isFileName = (place: string, name: string): boolean => (place === PIECES ? PIECE : NAME).test(name);

/**
 * Where a file lies beneath the root of its store.
 * @throws DomainError `not_found` for a place or name that no file ever has, so that no path climbs out
 */
export function keyOf(place: string, name: string): string {
  if (isPlace(place) && isFileName(place, name)) return `${place}/${name}`;
  throw noFile();
}

export const noFile = () => new DomainError('not_found', 'there is no such file', { subject: 'file' });
