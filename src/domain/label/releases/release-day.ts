import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Roster } from '../../roster/service.ts';
import type { Task } from '../../tasks/model.ts';
import type { Tasks } from '../../tasks/service.ts';
import { RELEASE_DAY, type Release, type ReleaseStatus } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

/** Publishes releases in the catalogue and withdraws them, as their status and date require. */
export function releaseDays(
  db: Database,
  roster: Pick<Roster, 'lockStageName'>,
  catalogue: Pick<Catalogue, 'releases'>,
  tasks: Pick<Tasks, 'schedule'>,
) {
  const releases = releaseStore(db);
  const parts = partStores(db);

  async function publish(tx: Handle, release: Release, stageName: string): Promise<void> {
    const stored = await parts.files.of(tx, release.id);
    const fileOf = (name: string | null, size: string) =>
      stored.find((file) => file.name === name && file.size === size)?.file ?? null;
    await catalogue.releases.publish(tx, {
      artist: { id: release.artistId, name: stageName },
      album: {
        id: release.id,
        name: release.name ?? '',
        year: release.date?.slice(0, 4) ?? '',
        image: fileOf(release.cover, '1200'),
      },
      tracks: (await parts.tracks.of(tx, release.id)).map(({ id, name, duration, file }) => ({
        ...{ id, name, duration: Math.round(duration / 1000) },
        audio: fileOf(file, 'original'),
      })),
    });
  }

  async function withdraw(tx: Handle, { id, artistId }: Release): Promise<void> {
    const trackIds = (await parts.tracks.of(tx, id)).map((track) => track.id);
    await catalogue.releases.withdraw(tx, artistId, id, trackIds);
  }

  /**
   * Locks the artist: their releases are published one at a time, as whether the artist is visible depends on all of them.
   * @returns the stage name; an account with a release is always on the roster
   */
  const lockArtist = async (tx: Handle, { artistId }: Release): Promise<string> =>
    (await roster.lockStageName(tx, artistId)) as string;

  /**
   * Publishes or withdraws a release after a change of status: a finalized release is in the catalogue from its date on
   * (UTC), any other is not. Before its date a task is scheduled. Runs in the transaction that sets the status, with the
   * release locked.
   */
  async function onStatusChange(tx: Handle, release: Release, from: ReleaseStatus, to: ReleaseStatus): Promise<void> {
    if (to !== 'finalized' && from !== 'finalized') return;
    const stageName = await lockArtist(tx, release);
    const day = dayOf(release);
    if (to === 'finalized' && day <= Date.now()) return publish(tx, release, stageName);
    if (from === 'finalized') await withdraw(tx, release);
    // The lane has the date in its name: a task that is not due yet would delay an earlier one in the same lane.
    if (to === 'finalized')
      await tasks.schedule(tx, RELEASE_DAY, `${release.id} ${release.date}`, { release: release.id }, day);
  }

  /** Handles the tasks of releases whose date has come. Status and date may have changed since, so both are checked again. */
  async function onReleaseDay(tx: Handle, due: readonly Task[]): Promise<void> {
    for (const id of new Set(due.map(({ data }) => (data as { release: Id }).release))) {
      const release = await releases.lock(tx, id);
      if (release?.status === 'finalized' && dayOf(release) <= Date.now())
        await publish(tx, release, await lockArtist(tx, release));
    }
  }

  return { onStatusChange, onReleaseDay };
}

/** The beginning of a release's date, in milliseconds since the epoch. A release without a date is published at once. */
const dayOf = ({ date }: Release): number => (date === null ? 0 : Date.parse(date));
