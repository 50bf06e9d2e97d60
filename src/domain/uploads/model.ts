import type { UploadKind } from '../../db/schema/uploads.ts';
import type { Id } from '../../lib/ids.ts';
import type { StoredFile } from '../media/model.ts';

export type { UploadKind };

/** A file that somebody has uploaded for their own account. */
export interface MediaFile {
  id: Id;
  owner: Id;
  kind: UploadKind;
  file: StoredFile;
  /** The track that it is (then the ids are the same), or whose cover it is. */
  track: Id | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  updatedAt: number;
}
