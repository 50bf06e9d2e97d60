import { showUpc } from '../../../lib/product-codes.ts';
import type { StoredFile } from '../../media/model.ts';
import type { Deliverable } from '../releases/deliverable.ts';

/** What the files of a delivery are called in its folder, which is called as its UPC. */
export interface Names {
  upc: string;
  cover: string;
  /** In the order of the tracks. */
  audio: string[];
  table: string;
  message: string;
  manifest: string;
}

/** All tracks are on one disc. */
const DISC = '01';

export function namesOf({ release, audio }: Deliverable): Names {
  // A release without one is not delivered.
  const upc = showUpc(release.upc as string);
  return {
    upc,
    cover: `${upc}.jpg`,
    audio: audio.map((file, at) => `${upc}_${DISC}_${String(at + 1).padStart(2, '0')}.${extensionOf(file)}`),
    table: 'metadata.csv',
    message: `${upc}.xml`,
    manifest: 'manifest.md5',
  };
}

const extensionOf = ({ type }: StoredFile): 'wav' | 'flac' => (type === 'audio/flac' ? 'flac' : 'wav');
