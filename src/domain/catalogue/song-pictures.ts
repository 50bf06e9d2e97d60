import type { Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { FileFacts, Place, StoredFile } from '../media/model.ts';
import type { Said } from './model.ts';
import { corrected } from './named-entries.ts';
import type { CatalogueStore } from './store.ts';

/** Where the picture in the tags of a file goes: to its album, or to the track itself where it is on none. */
export const pictureOf = (facts: FileFacts, said: Said): Place =>
  corrected(facts, said).album === undefined ? 'tracks' : 'albums';

/**
 * Shows the picture that came with a track, in the transaction that makes the track.
 * @returns whether it is shown: an album that has one keeps it
 */
export async function show(
  tx: Handle,
  { albums, tracks }: Pick<CatalogueStore, 'albums' | 'tracks'>,
  { place, name: image }: Pick<StoredFile, 'place' | 'name'>,
  { track, album }: { track: Id; album: Id },
): Promise<boolean> {
  if (place === 'tracks') await tracks.update(tx, track, { image });
  else if ((await albums.lock(tx, album))?.image === null) await albums.update(tx, album, { image });
  else return false;
  return true;
}
