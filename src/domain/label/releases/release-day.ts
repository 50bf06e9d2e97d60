import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Roster } from '../../roster/service.ts';
import type { Task } from '../../tasks/model.ts';
import type { Tasks } from '../../tasks/service.ts';
import { RELEASE_DAY, type Release, type ReleaseStatus } from './model.ts';
import { partStores } from './parts-store.ts';
import { releaseStore } from './store.ts';

/** What follows from a release's status for what can be heard. */
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

  /** One release of an artist at a time: whether the artist is seen hangs on all of them. Who has a release is on the roster. */
  const lockArtist = async (tx: Handle, { artistId }: Release): Promise<string> =>
    (await roster.lockStageName(tx, artistId)) as string;

  /**
   * A finalized release is in the catalogue from its day on (UTC), any other is not. In the transaction that sets the
   * status, with the release locked. What is to come out later is left to a task.
   */
  async function onStatusChange(tx: Handle, release: Release, from: ReleaseStatus, to: ReleaseStatus): Promise<void> {
    if (to !== 'finalized' && from !== 'finalized') return;
    const stageName = await lockArtist(tx, release);
    const day = dayOf(release);
    if (to === 'finalized' && day <= Date.now()) return publish(tx, release, stageName);
    if (from === 'finalized') await withdraw(tx, release);
    // A lane for each day: a task that is not due yet holds up all others of its lane.
    if (to === 'finalized')
      await tasks.schedule(tx, RELEASE_DAY, `${release.id} ${release.date}`, { release: release.id }, day);
  }

  /** Publishes what is still finalized, and for that day: the status may have changed since, and the date with it. */
  async function onReleaseDay(tx: Handle, due: readonly Task[]): Promise<void> {
    for (const id of new Set(due.map(({ data }) => (data as { release: Id }).release))) {
      const release = await releases.lock(tx, id);
      if (release?.status === 'finalized' && dayOf(release) <= Date.now())
        await publish(tx, release, await lockArtist(tx, release));
    }
  }

  return { onStatusChange, onReleaseDay };
}

/** When the day of a release begins, in milliseconds since the epoch. A release without a date is out at once. */
const dayOf = ({ date }: Release): number => (date === null ? 0 : Date.parse(date));
