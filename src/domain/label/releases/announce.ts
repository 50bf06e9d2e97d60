import type { Handle } from '../../../db/database.ts';
import type { Events } from '../../events.ts';
import type { Release, ReleaseStatus } from './model.ts';

/**
 * Tells people what has come of their release. Nothing is told of a status that is set again with the same words.
 * @param before the release as it was
 */
export async function announce(
  events: Events,
  tx: Handle,
  before: Release,
  status: ReleaseStatus,
  message = '',
): Promise<void> {
  if (status !== 'approved' && status !== 'rejected') return;
  if (before.status === status && before.message === message) return;
  const subject = { kind: 'release', id: before.id } as const;
  const notice = { artist: before.artistId, text: message || (before.name ?? ''), subject };
  await events.emit(tx, 'label.notices', [{ ...notice, type: `release_${status}` }]);
}
