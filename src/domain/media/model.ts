import type { FileFacts } from '../../db/schema/media.ts';
import type { Staged } from './disk.ts';

export type { FileFacts };

/** The folders of the data folder in which files are kept, one for each kind of thing they belong to. */
export const PLACES = ['artists', 'albums', 'tracks', 'avatars', 'covers', 'recordings', 'documents'] as const;
export type Place = (typeof PLACES)[number];

/** A stored file: its row. The bytes never change; a new upload is a new file. */
export interface StoredFile {
  /** A nanoid with the extension of the content's type. */
  name: string;
  place: string;
  /** Media type, by content. */
  type: string;
  /** Bytes. */
  size: number;
  facts: FileFacts;
  originalName: string;
  createdBy: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A file as it came with a request. */
export interface Upload {
  /** Its bytes, in `tmp` until they are kept or discarded. */
  staged: Staged;
  /** Its name as the client gave it, cleaned: never used as a path. */
  originalName: string;
}
