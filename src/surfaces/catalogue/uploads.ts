import { Elysia } from 'elysia';
import type { Place } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { fileAnswers, operation } from '../../http/documentation.ts';
import { fileRoute } from '../../http/file-route.ts';
import { ErrorAnswer } from './shapes.ts';

const PLACES: readonly Place[] = ['artists', 'albums', 'tracks'];

/** The pictures and audio files of the catalogue, under the bare names that its documents show. */
export function uploadRoutes({ catalogue, media }: Services) {
  const detail = operation(
    'catalogue',
    'A stored picture or audio file',
    { ...fileAnswers('application/octet-stream'), 404: ErrorAnswer },
    {
      path: { place: '`artists`, `albums` or `tracks`', name: 'the name that a document shows as `image` or `audio`' },
    },
  );
  return fileRoute(new Elysia(), '/uploads/:place/:name', detail, async (params) => {
    const { place, name } = params as { place: string; name: string };
    const file = PLACES.includes(place as Place) ? await catalogue.file(place as Place, name) : undefined;
    if (!file) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    // A name is given once and its bytes never change.
    return { bytes: media.bytesOf(file), cacheControl: 'public, max-age=31536000, immutable' };
  });
}
