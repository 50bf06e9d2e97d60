import type { UploadReference } from '../../domain/media/model.ts';
import type { Staged } from '../../domain/media/staging.ts';

/** A file that comes with a request. */
export class ArrivingFile {
  constructor(
    /** As the client gave it, without path and control characters, at most 255 characters. For showing, not for a path. */
    readonly originalName: string,
  ) {}
}

/** One that has come: its bytes are in `tmp` until they are stored or discarded. */
export class StagedUpload extends ArrivingFile {
  constructor(
    readonly staged: Staged,
    originalName: string,
    /** The resumable upload whose bytes these are, if they came by one. */
    readonly resumable?: UploadReference,
  ) {
    super(originalName);
  }
}

const NAMED = 'upload:';

/** The id of the resumable upload that a field names instead of bringing a file, if it does. */
export const uploadNamed = (value: unknown): string | undefined =>
  typeof value === 'string' && value.startsWith(NAMED) ? value.slice(NAMED.length) : undefined;
