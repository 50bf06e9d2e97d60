import type { Id } from '../../lib/ids.ts';
import type { StoredFile } from '../media/model.ts';

/** A recording: an MP3 converted from the user's WAV. */
export interface Recording {
  id: Id;
  account: Id;
  /** Name of the stored MP3. */
  file: string;
  /** The WAV's file name without its ending. */
  title: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A recording and its stored file. */
export interface StoredRecording extends Recording {
  stored: StoredFile;
}
