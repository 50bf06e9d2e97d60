import type { Database, Handle } from '../../db/database.ts';
import { isKind } from '../../errors.ts';
import type { Reading } from './following.ts';
import type { FileFacts, StoredFile, StoreName } from './model.ts';
import { rereadStore } from './reread-store.ts';

/** An audio file whose tags have been read again; without `facts` it could not be read. */
export interface Reread {
  name: string;
  facts: FileFacts | undefined;
}

type Probe = (path: string, file: Pick<StoredFile, 'size' | 'type'>) => Promise<FileFacts>;

/** Reads the tags of older files again, for what a version before did not take from them. */
export function rereading(db: Database, storeOf: (name: StoreName) => Reading, probe: Probe) {
  const rows = rereadStore(db);

  async function factsOf(file: StoredFile): Promise<FileFacts | undefined> {
    try {
      const path = await storeOf(file.store).local(file);
      return path === undefined ? undefined : await probe(path, file);
    } catch (error) {
      if (isKind(error, 'busy')) throw error;
      // Its bytes are missing, or no longer read as audio: `media check` tells of that.
      return undefined;
    }
  }

  /**
   * The tags of audio files by name.
   * @param before milliseconds since the epoch: newer files have been read as they are now
   * @throws busy when too much else is being read
   */
  async function reread(after: string, before: number, most: number): Promise<Reread[]> {
    const found: Reread[] = [];
    for (const file of await rows.audioAfter(db.read, after, before, most)) {
      const { genre, disc, lyrics } = (await factsOf(file)) ?? {};
      const more = { ...(genre && { genre }), ...(disc && { disc }), ...(lyrics && { lyrics }) };
      const isMore = Object.keys(more).length > 0;
      found.push({ name: file.name, facts: isMore ? { ...file.facts, ...more } : undefined });
    }
    return found;
  }

  /** Keeps what was read. */
  async function keepFacts(tx: Handle, files: readonly Reread[]): Promise<void> {
    for (const { name, facts } of files) if (facts) await rows.setFacts(tx, name, facts);
  }

  return { reread, keepFacts };
}
