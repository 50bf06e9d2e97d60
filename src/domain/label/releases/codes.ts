import type { Database, Handle } from '../../../db/database.ts';
import type { Codes } from '../codes/service.ts';
import type { Release } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

/** Makes `giveCodes(tx, release)`, which gives a locked release and its tracks the codes they lack, where a pool is set. */
export function codeGiver(db: Database, codes: Pick<Codes, 'give'>) {
  const releases = releaseStore(db);
  const { tracks } = partStores(db);

  /** @throws conflict of the codes (`isrc_spent`, `upc_spent`) */
  return async (tx: Handle, { id, upc }: Release): Promise<void> => {
    const lacking = (await tracks.of(tx, id)).filter(({ isrc }) => isrc === null).map((track) => track.id);
    // Always in this order: who waits for the second pool holds the first.
    const isrcs = (await codes.give(tx, 'isrc', lacking)) ?? [];
    for (const [at, isrc] of isrcs.entries()) await tracks.update(tx, id, lacking[at] as string, { isrc });
    const [given] = (upc === null ? await codes.give(tx, 'upc', [id]) : []) ?? [];
    if (given !== undefined) await releases.update(tx, id, { upc: given });
  };
}
