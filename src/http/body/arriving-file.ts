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
  ) {
    super(originalName);
  }
}
