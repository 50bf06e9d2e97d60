import type { Digest } from './bytes.ts';
import type { Amount, BackupFile, Manifest } from './model.ts';

/** Where a backup is written to. */
export interface Target {
  /** A folder for what is on its way, on the disk of the target. */
  readonly workshop: string;

  /**
   * A file that is there already, as an earlier backup has brought it.
   * @param sha256 of its bytes; `null` when nobody knows
   * @returns `undefined` when it is to be brought
   */
  kept(path: string, size: number, sha256: string | null): Promise<BackupFile | undefined>;

  /**
   * Brings a file.
   * @param from where it can be read on this machine; one in the workshop is the target's from now on
   */
  add(path: string, from: string, size: number): Promise<Digest>;

  /** Makes a backup of what was brought and kept: until then there is none, or the one before. */
  finish(manifest: Manifest): Promise<void>;

  /** Gives up. What has been brought to a folder stays, for the next time. */
  abandon(): Promise<void>;
}

/** A file of a backup that is read. Its bytes must be read, to the end, before the next file is asked for. */
export interface Entry {
  path: string;
  size: number;
  bytes: AsyncIterable<Uint8Array>;
}

/** Where a backup is read from. */
export interface Source {
  /** About how much there is to be read, of an archive in bytes only. @throws BackupError */
  total(): Promise<Amount>;

  /** Its files. In an archive all that is there, in a folder what the manifest names and is there. @throws BackupError */
  entries(): AsyncGenerator<Entry>;

  /** To be asked for when the entries have been read once: in an archive it is the last of them. @throws BackupError */
  manifest(): Promise<Manifest>;
}
