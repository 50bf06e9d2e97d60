import { DomainError } from '../../errors.ts';
import type { Staged } from './staging.ts';

/**
 * Where stored files lie. A file is known by its place (`albums`, `tracks` …) and its name, and its bytes never change.
 * Nothing outside an implementation knows paths.
 */
export interface FileStore {
  /**
   * Gives a staged file its place and name. When this returns, it is there after a power failure too, and the staged one
   * may be gone.
   * @throws DomainError `busy` when there is no room
   */
  put(staged: Pick<Staged, 'path'>, place: string, name: string): Promise<void>;

  /**
   * The bytes for an answer. Nothing is read before they are sent, and of a slice only the slice. Whoever has them at
   * hand gives no promise: a file's answer waits for nothing then.
   * @param size what the row says
   * @returns `undefined` when there are not so many bytes, or none
   * @throws DomainError `not_found` for a place or name that no file ever has; any other trouble is thrown as it is
   */
  open(place: string, name: string, size: number): Blob | undefined | Promise<Blob | undefined>;

  /** Deletes a file; a missing one is fine. @throws DomainError `not_found` as `open` */
  remove(place: string, name: string): Promise<void>;

  /**
   * Names the files that were put before a time, some at once.
   * @param before milliseconds since the epoch
   * @param most names in one piece
   */
  list(before: number, most: number): AsyncGenerator<{ place: string; names: string[] }>;
}

const PLACE = /^[a-z][a-z0-9-]*$/;
const NAME = /^[A-Za-z0-9_-]{21}\.[a-z0-9]{2,4}$/;

/** Whether files may lie there; `tmp` is for what is staged. */
export const isPlace = (place: string): boolean => PLACE.test(place) && place !== 'tmp';

/** Whether a stored file may be called that. */
export const isFileName = (name: string): boolean => NAME.test(name);

/**
 * Where a file lies beneath the root of its store.
 * @throws DomainError `not_found` for a place or name that no file ever has, so that no path climbs out
 */
export function keyOf(place: string, name: string): string {
  if (isPlace(place) && isFileName(name)) return `${place}/${name}`;
  throw new DomainError('not_found', 'there is no such file', { subject: 'file' });
}
