import { Elysia } from 'elysia';
import type { Place } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { fileRoute } from '../../http/files/file-route.ts';
import { callers } from '../../http/identity/caller.ts';
import { fileAnswers, operation } from '../../http/openapi/documentation.ts';
import { ErrorAnswer } from './shapes.ts';

const PLACES: readonly Place[] = ['artists', 'albums', 'tracks'];

/** The pictures and audio files of the catalogue, under the bare names that its documents show. */
export function uploadRoutes({ accounts, catalogue, media, config }: Services) {
  const detail = operation(
    'catalogue',
    'A stored picture or audio file',
    { ...fileAnswers('application/octet-stream'), 404: ErrorAnswer },
    {
      path: { place: '`artists`, `albums` or `tracks`', name: 'the name that a document shows as `image` or `audio`' },
    },
  );
  return fileRoute(new Elysia().use(callers(accounts, config)), '/uploads/:place/:name', detail, async (asked) => {
    const { place, name } = asked.params as { place: Place; name: string };
    if (!PLACES.includes(place)) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    const file = await catalogue.file(place, name, asked.caller);
    // A name is given once and its bytes never change; but audio may come to be for followers only.
    const cacheControl = file.type.startsWith('audio/') ? 'no-cache' : 'public, max-age=31536000, immutable';
    return { bytes: media.bytesOf(file), cacheControl };
  });
}
