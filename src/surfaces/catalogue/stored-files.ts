import type { Place, StoredFile } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import type { FileRequest } from '../../http/files/file-route.ts';
import { SIZED, SizeQuery, sendsPicture } from '../../http/files/sized-picture.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { FILES } from '../../lib/examples.ts';
import { catalogueDialect } from './errors.ts';

const PLACES: readonly string[] = ['artists', 'albums', 'tracks'] satisfies Place[];

/** The pictures and audio files of the catalogue, by the names that its documents show. */
export function storedFileRoutes(services: Services) {
  const { catalogue, media } = services;

  async function find({ params: { place = '', name = '' }, caller }: FileRequest) {
    if (!PLACES.includes(place)) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    const file = await catalogue.file(place as Place, name, caller);
    return { file, cacheControl: lifetimeOf(file) };
  }

  return chapters(services, catalogueDialect)('/uploads', 'catalogue').get('/:place/:name', sendsPicture(media, find), {
    anybody: {
      summary: 'A stored picture or audio file',
      about: `Answers the bytes, or the part that \`Range\` asks for; ${SIZED}.`,
      answers: fileAnswers('application/octet-stream'),
      refuses: [404],
      path: {
        place: { example: 'albums', description: '`artists`, `albums` or `tracks`' },
        name: { example: FILES.albumPicture, description: 'the name that a document shows as `image` or `audio`' },
      },
    },
    query: SizeQuery,
  });
}

/**
 * The bytes of a name never change. But a profile may become private: so shared caches must not keep its files, and
 * browsers must revalidate its audio.
 */
function lifetimeOf(file: Pick<StoredFile, 'type'>): string {
  return `private, ${file.type.startsWith('audio/') ? 'no-cache' : 'max-age=31536000, immutable'}`;
}
