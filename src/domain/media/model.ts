import type { FileFacts, StoreName } from '../../db/schema/media.ts';
import type { Id } from '../../lib/ids.ts';
import type { Kept } from './disk-cache.ts';
import type { Frame } from './pictures.ts';
import type { MediaType } from './sniff.ts';
import type { Staged } from './staging.ts';

export type { FileFacts, StoreName };

/** Where files are kept: a place for each kind of thing they belong to. */
export const PLACES = ['artists', 'albums', 'tracks', 'avatars', 'covers', 'recordings', 'documents'] as const;
export type Place = (typeof PLACES)[number];

/** Bytes of the largest document that is taken; settings say it of other files. */
export const LARGEST_DOCUMENT = 10 * 1024 * 1024;

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
  store: StoreName;
  /** Of the bytes, hexadecimal; `null` when a version took it that did not count it. */
  sha256: string | null;
}

/** What a row says of the bytes. For one name only the store ever changes. */
export type StoredBytes = Pick<StoredFile, 'name' | 'place' | 'type' | 'size' | 'createdAt' | 'store'>;

/** Bytes of a file, counted from 0, up to `end`, which is not included. Nothing is wanted where they are equal. */
export interface Wanted {
  readonly start: number;
  readonly end: number;
}

/** Bytes for an answer, at least those that were wanted; and where in the file the first of them stands. */
export interface Opened {
  readonly bytes: Blob;
  readonly from: number;
}

/** The same, at once. An array lies where the next part is read into: it is to be copied before anything else is done. */
export interface OpenedAtOnce {
  readonly bytes: Blob | Uint8Array<ArrayBuffer>;
  readonly from: number;
}

/** A file that was made of a stored one. Its name tells it from any that is made again. */
export interface MadeFile extends Pick<StoredFile, 'name' | 'type' | 'size' | 'createdAt'> {
  readonly opened: Opened;
}

/** A file of a cache, for an answer. */
export function madeOf(key: string, type: string, { path, size, writtenAt }: Kept): MadeFile {
  const createdAt = Math.floor(writtenAt);
  return {
    ...{ name: `${key}-${createdAt.toString(36)}`, type, size, createdAt },
    opened: { bytes: Bun.file(path), from: 0 },
  };
}

/** Where the bytes of a file are. */
export type Located = Pick<StoredFile, 'place' | 'name' | 'store'>;

/**
 * Deletes stored files: their rows in the transaction, their bytes after it.
 * @param also other bytes that belong to nothing any more, and whose rows are gone
 */
export type Drop = (names: readonly string[], also?: readonly Located[]) => Promise<void>;

/** A file that lies in a store, whose row is still to be made. */
export interface TakenFile extends StoredFile {
  /** The resumable upload that it came as, which is used up when its row is made. */
  upload?: UploadReference | undefined;
}

/** A resumable upload, and the field of a request that names it. */
export interface UploadReference {
  id: string;
  field: string;
}

/** A file that arrives in pieces, by requests that may be far apart: its row. */
export interface ResumableUpload {
  /** A nanoid. */
  id: string;
  account: Id;
  /** Bytes that it will have, and has. */
  length: number;
  received: number;
  /** As that of an `Upload`. */
  originalName: string;
  /** As the client has sent it. */
  metadata: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  expiresAt: number;
  /** Until then a request works on its bytes: nothing else uses it, and it does not expire. */
  heldUntil: number | null;
}

/** A file as it came with a request. */
export interface Upload {
  /** Its bytes, until they are stored or discarded. */
  staged: Staged;
  /** Its name as the client gave it, cleaned: never used as a path. */
  originalName: string;
  /** The resumable upload whose bytes these are; it is used up when they are stored. */
  resumable?: UploadReference | undefined;
}

/** An upload, the field it came in (for errors) and what it must be. */
export interface Arrival {
  upload: Upload;
  field: string;
  as: MediaType['kind'];
  /** Refuses by throwing, once it is known what the file is. */
  accept?: (type: MediaType, facts: FileFacts) => void;
  /** For a picture that is to be kept as a JPEG of this size, instead of its own. */
  frame?: Frame;
  /** JPEGs that are to be drawn of a picture besides: in what is taken they follow it. */
  also?: readonly Frame[];
}

/** The audio that is taken: what people call it, and how names of such files usually end. */
export const AUDIO_FORMATS = [
  { name: 'MP3', extensions: ['mp3'] },
  { name: 'WAV', extensions: ['wav'] },
  { name: 'OGG', extensions: ['ogg', 'oga', 'opus'] },
  { name: 'M4A', extensions: ['m4a', 'm4b'] },
  { name: 'FLAC', extensions: ['flac'] },
] as const;
