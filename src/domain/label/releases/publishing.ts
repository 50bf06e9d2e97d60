import type { Database, Handle } from '../../../db/database.ts';
import type { Catalogue } from '../../catalogue/service.ts';
import type { Roster } from '../../roster/service.ts';
import { releaseFileStore } from './files-store.ts';
import type { Release, ReleaseStatus } from './model.ts';
import { releaseTrackStore } from './tracks-store.ts';

const UNNAMED = 'Без названия';

/** What follows from a release's status for what can be heard. */
export function publishing(
  db: Database,
  roster: Pick<Roster, 'holdStageName'>,
  catalogue: Pick<Catalogue, 'releases'>,
) {
  const files = releaseFileStore(db);
  const tracks = releaseTrackStore(db);

  async function publish(tx: Handle, release: Release, stageName: string): Promise<void> {
    const stored = await files.of(tx, release.id);
    const fileOf = (name: string | null, size: string) =>
      stored.find((file) => file.name === name && file.size === size)?.file ?? null;
    await catalogue.releases.publish(tx, {
      artist: { id: release.artistId, name: stageName },
      album: {
        id: release.id,
        name: release.name ?? UNNAMED,
        year: release.date?.slice(0, 4) ?? '',
        image: fileOf(release.cover, '1200'),
      },
      tracks: (await tracks.of(tx, release.id)).map(({ id, name, duration, file }) => ({
        ...{ id, name, duration: Math.round(duration / 1000) },
        audio: fileOf(file, 'original'),
      })),
    });
  }

  async function withdraw(tx: Handle, { id, artistId }: Release): Promise<void> {
    const trackIds = (await tracks.of(tx, id)).map((track) => track.id);
    await catalogue.releases.withdraw(tx, artistId, id, trackIds);
  }

  /** A finalized release is in the catalogue, any other is not. In the transaction that sets the status. */
  async function onStatusChange(tx: Handle, release: Release, from: ReleaseStatus, to: ReleaseStatus): Promise<void> {
    if (to !== 'finalized' && from !== 'finalized') return;
    // One release of an artist at a time: whether he himself is seen hangs on all of them.
    const stageName = (await roster.holdStageName(tx, release.artistId)) ?? UNNAMED;
    if (to === 'finalized') await publish(tx, release, stageName);
    else await withdraw(tx, release);
  }

  return { onStatusChange };
}
