import { DomainError } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';
import { sealsOf } from '../../../lib/seals.ts';
import type { StoredFile } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import type { ReleaseFiles } from './files.ts';
import { placeOf } from './keys.ts';
import { refuse } from './model.ts';
import type { ReleaseTracks } from './tracks.ts';

/** Milliseconds for which a ticket is good: a long song, heard once. */
const GOOD_FOR = 15 * 60_000;
const ROW = 'ticket';

export interface Ticket {
  text: string;
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/**
 * Tickets with which a player that shows no token hears a track under review: sealed, for one stored file, and good for
 * a short while. A file that is uploaded anew is another one, so a ticket is never good for what was put in its place.
 * @param secret the same on every replica
 */
export function releaseHearings(
  media: Pick<Media, 'find'>,
  { files, tracks }: { files: Pick<ReleaseFiles, 'find'>; tracks: Pick<ReleaseTracks, 'get' | 'locate'> },
  secret: string,
) {
  const seals = sealsOf(secret, 'tonearm hearings');

  /** A ticket for the audio of a track. @throws not_found (`track`, `audio`) */
  async function admit(releaseId: Id, trackId: Id): Promise<Ticket> {
    const { file } = await tracks.get(releaseId, trackId);
    const { artistId } = await tracks.locate(trackId);
    const stored = await files.find(artistId, releaseId, file, 'original');
    if (!stored) throw refuse('audio');
    const endsAt = Date.now() + GOOD_FOR;
    const sealed = seals.seal(ROW, `${endsAt} ${placeOf(file)} ${stored.name}`);
    return { text: Buffer.from(sealed, 'base64').toString('base64url'), endsAt };
  }

  /** The file that a ticket is for. @throws forbidden when it has ended or was never given; not_found (`audio`) when the file is gone */
  async function redeem(ticket: string): Promise<StoredFile> {
    const text = seals.unseal(ROW, Buffer.from(ticket, 'base64url').toString('base64'));
    const [endsAt, place = '', name = ''] = text?.split(' ') ?? [];
    if (!(Number(endsAt) > Date.now())) throw new DomainError('forbidden', 'The ticket has ended');
    const stored = await media.find(place, name);
    if (!stored) throw refuse('audio');
    return stored;
  }

  return { admit, redeem };
}
