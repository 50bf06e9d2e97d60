import { Type as t } from '@sinclair/typebox';
import type { Place, StoredFile } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { filled, planAnswer } from '../../http/files/file-answer.ts';
import { type FileRequest, sendsFile } from '../../http/files/file-route.ts';
import { BY_CALLER } from '../../http/identity/credentials.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { asSent } from '../../http/server/front-door.ts';
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
  const original = sendsFile(media, find);

  /** A picture in the size asked for; anything else as it is. */
  async function small(asked: FileRequest): Promise<Response | undefined> {
    const { file, cacheControl } = await find(asked);
    if (!file.type.startsWith('image/')) return undefined;
    const made = await media.thumb(file, Number(asked.query.size));
    if (!made) return undefined;
    const sent = asSent(asked.request);
    const response = filled(planAnswer(sent, made, { cacheControl }), made.opened, sent);
    response.headers.set('vary', `${BY_CALLER}, Origin`);
    return response;
  }

  return chapters(services, catalogueDialect)('/uploads', 'catalogue').get(
    '/:place/:name',
    async ({ params, query, request, caller, server }) => {
      const asked = { params, query, request, caller, server };
      return (query.size !== undefined && (await small(asked))) || original(asked);
    },
    {
      anybody: {
        summary: 'A stored picture or audio file',
        about:
          'Answers the bytes, or the part that `Range` asks for; with `size` a picture of at most that many pixels a side, as JPEG, rounded up to a size that is kept and never enlarged.',
        answers: fileAnswers('application/octet-stream'),
        refuses: [404],
        path: {
          place: { example: 'albums', description: '`artists`, `albums` or `tracks`' },
          name: { example: FILES.albumPicture, description: 'the name that a document shows as `image` or `audio`' },
        },
      },
      query: t.Object({
        size: t.Optional(
          t.String({ description: 'pixels, a whole number from 1 to 1200', pattern: '^\\d{1,4}$', examples: ['300'] }),
        ),
      }),
    },
  );
}

/**
 * The bytes of a name never change. But a profile may become private: so shared caches must not keep its files, and
 * browsers must revalidate its audio.
 */
function lifetimeOf(file: Pick<StoredFile, 'type'>): string {
  return `private, ${file.type.startsWith('audio/') ? 'no-cache' : 'max-age=31536000, immutable'}`;
}
