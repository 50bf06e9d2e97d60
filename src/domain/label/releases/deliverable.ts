import type { Database } from '../../../db/database.ts';
import type { StoredFile } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { lackingForShops, lackingOf } from './complete.ts';
import { COVER, placeOf } from './keys.ts';
import { type FullRelease, refuse, type Track } from './model.ts';
import { partStores } from './parts-store.ts';

/** A release that has all that shops ask for, with its files. */
export interface Deliverable {
  release: FullRelease;
  /** A JPEG, as nothing else is taken as a cover. */
  cover: StoredFile;
  /** Of the tracks, in their order: WAV or FLAC, as nothing else is taken. */
  audio: StoredFile[];
}

/** Makes `deliverable(release)`. */
export function deliverables(db: Database, media: Pick<Media, 'find'>) {
  const { files } = partStores(db);

  /** Adds its files to a release. @throws invalid (`incomplete`) with all that it lacks for shops */
  return async (release: FullRelease): Promise<Deliverable> => {
    const stored = (await files.of(db.read, release.id)).filter(({ size }) => size === 'original');
    const named = new Map(stored.map(({ name, file }) => [name, file]));
    const lacking = [
      ...lackingOf(release, release.tracks, new Set(named.keys())),
      ...lackingForShops(release, release.tracks),
    ];
    if (lacking.length > 0) throw refuse('incomplete', { problems: lacking });
    const found = async (name: string) => media.find(placeOf(name), named.get(name) ?? '');
    const cover = await found(release.cover ?? COVER);
    const audio = await Promise.all(release.tracks.map(({ file }: Track) => found(file)));
    if (cover === undefined) throw refuse('incomplete', { problems: ['cover'] });
    const gone = release.tracks.filter((_, at) => audio[at] === undefined);
    if (gone.length > 0) throw refuse('incomplete', { problems: gone.map(({ position }) => `audio ${position}`) });
    return { release, cover, audio: audio as StoredFile[] };
  };
}
