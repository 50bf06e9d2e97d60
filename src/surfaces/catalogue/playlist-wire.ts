import type { Static } from '@sinclair/typebox';
import type { Playlist } from '../../domain/players/playlist-reading.ts';
import { DomainError } from '../../errors.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import type { PlaylistDocument } from './playlist-shapes.ts';
import type { Reference } from './shapes.ts';
import { readReference } from './wire.ts';

const none = (subject: string) => new DomainError('not_found', `No such ${subject}`, { subject });

/** Wire to domain. @throws not_found for what is no id */
export function idIn(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw none('playlist');
  return id;
}

/** Wire to domain. @throws not_found for what names no entry */
export function entryIn(text: string): number {
  if (!/^(0|-?[1-9]\d{0,14})$/.test(text)) throw none('entry');
  return Number(text);
}

/** Wire to domain. @throws not_found for what is no id */
export const tracksIn = (references: readonly Reference[]): Id[] =>
  references.map((reference) => {
    const id = parseId(readReference(reference));
    if (id === undefined) throw none('track');
    return id;
  });

/** Domain to wire. */
export function playlistDocument(playlist: Playlist, cover: string | null): Static<typeof PlaylistDocument> {
  const { id, name, comment, owner, login, isPublic, isChangeable, songs, duration } = playlist;
  return {
    ...{ _id: id, name, comment, owner: { _id: owner, name: login }, public: isPublic, changeable: isChangeable },
    ...{ tracks: songs, duration, cover },
    ...{ created: instant(playlist.createdAt), changed: instant(playlist.changedAt) },
  };
}
