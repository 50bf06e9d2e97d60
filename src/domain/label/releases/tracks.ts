import type { Database } from '../../../db/database.ts';
import { type Id, newId } from '../../../lib/ids.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Media } from '../../media/service.ts';
import { COVER, nameIn, placeOf, titleIn } from './keys.ts';
import { releaseLocks, retryOnConflict } from './lock.ts';
import { refuse, type Track, type TrackData } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

export type ReleaseTracks = ReturnType<typeof releaseTracks>;

/** The tracks of releases. They can be changed only while the release is a draft. */
export function releaseTracks(db: Database, media: Media, catalogue: Pick<Catalogue, 'releases'>) {
  const { tracks: store, files, notes } = partStores(db);
  const releases = releaseStore(db);
  const { lockDraft } = releaseLocks(releases);

  /** @throws not_found (`track`) */
  async function get(releaseId: Id, id: Id): Promise<Track> {
    const track = await store.byId(db.read, releaseId, id);
    if (!track) throw refuse('track');
    return track;
  }

  /** The release that a track is on, and its artist. @throws not_found (`track`) */
  async function locate(id: Id): Promise<{ releaseId: Id; artistId: Id }> {
    const releaseId = await store.releaseOf(db.read, id);
    const artistId = releaseId === undefined ? undefined : await releases.ownerOf(db.read, releaseId);
    if (releaseId === undefined || artistId === undefined) throw refuse('track');
    return { releaseId, artistId };
  }

  /**
   * Adds a track at the end of a release. Its first name is the title in its file's name.
   * @param fileKey key or name of an uploaded file that has no track yet
   * @param duration milliseconds; absent: that of the file
   * @throws not_found (`release`), conflict (`not_draft`, `file_taken`), invalid (`not_its_audio`)
   */
  async function add(releaseId: Id, fileKey: string, duration?: number): Promise<Track> {
    return db.write(async (tx) => {
      const release = await lockDraft(tx, releaseId);
      const file = nameIn(release, fileKey);
      const stored =
        file === undefined || file === COVER ? undefined : await files.find(tx, releaseId, file, 'original');
      if (file === undefined || stored === undefined) throw refuse('not_its_audio');
      const { total, isTaken } = await store.countWithFile(tx, releaseId, file);
      if (isTaken) throw refuse('file_taken');
      const measured = (await media.find(placeOf(file), stored, tx))?.facts.duration ?? 0;
      const createdAt = Date.now();
      const track: Track = {
        ...{ id: newId(createdAt), releaseId, position: total + 1, file, name: titleIn(file) },
        duration: duration ?? Math.round(measured * 1000),
        ...{ feat: [], authors: null, lyrics: null, ttmlKey: null, explicit: false, isrc: null },
        ...{ version: null, language: null, lyricsLanguage: null, pLine: null, contributors: [], previewStart: null },
      };
      await store.insert(tx, { ...track, createdAt });
      return track;
    });
  }

  /**
   * Changes a track; absent fields stay.
   * @throws not_found (`track`), conflict (`not_draft`, `isrc_taken`), invalid (`preview_beyond`)
   */
  async function change(releaseId: Id, id: Id, changes: Partial<TrackData>): Promise<Track> {
    return retryOnConflict(db, async (tx) => {
      await lockDraft(tx, releaseId, 'track');
      if (changes.isrc && (await store.hasIsrc(tx, changes.isrc, id))) throw refuse('isrc_taken');
      const track = await store.update(tx, releaseId, id, changes);
      if (!track) throw refuse('track');
      if (changes.previewStart != null && changes.previewStart * 1000 >= track.duration) throw refuse('preview_beyond');
      return track;
    });
  }

  /**
   * Puts the tracks of a release in another order.
   * @param order the ids of all tracks, each once; `undefined` stands for a text that is no id
   * @throws not_found (`release`), conflict (`not_draft`), invalid (`order_empty`, `order_repeats`, `order_foreign`, `order_lacks`)
   */
  async function reorder(releaseId: Id, order: readonly (Id | undefined)[]): Promise<void> {
    await db.write(async (tx) => {
      await lockDraft(tx, releaseId);
      if (order.length === 0) throw refuse('order_empty');
      const present = new Map((await store.of(tx, releaseId)).map((track) => [track.id, track.position]));
      if (!order.every((id) => id !== undefined && present.has(id))) throw refuse('order_foreign');
      if (new Set(order).size < order.length) throw refuse('order_repeats');
      if (order.length < present.size) throw refuse('order_lacks');
      for (const [at, id] of (order as readonly Id[]).entries())
        if (present.get(id) !== at + 1) await store.setPosition(tx, releaseId, id, at + 1);
    });
  }

  /** Deletes a track and its file. @throws not_found (`track`), conflict (`not_draft`) */
  async function remove(releaseId: Id, id: Id): Promise<void> {
    await media.write([], async (tx, drop) => {
      await lockDraft(tx, releaseId, 'track');
      const track = await store.delete(tx, releaseId, id);
      if (!track) throw refuse('track');
      const noted = await notes.of(tx, releaseId);
      if (noted?.focusTracks.includes(id))
        await notes.put(tx, { ...noted, focusTracks: noted.focusTracks.filter((other) => other !== id) });
      await catalogue.releases.removeTracks(tx, [id]);
      await drop(await files.delete(tx, releaseId, track.file));
    });
  }

  return { get, locate, add, change, reorder, remove };
}
