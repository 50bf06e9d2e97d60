import { Elysia, t } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { fileAnswers, operation } from '../../http/documentation.ts';
import { fileRoute } from '../../http/file-route.ts';

const ErrorAnswer = t.Object({ success: t.Literal(false), error: t.String() });

/** Streaming. */
export function mediaRoutes({ catalogue, media }: Services) {
  const absent = () => new DomainError('not_found', 'Track not found', { subject: 'track' });
  const detail = operation(
    'community',
    'Stream a track; Range asks for a part of it',
    { ...fileAnswers('audio/*'), 404: ErrorAnswer },
    { path: { trackId: 'the id of a track, spelled in either way' } },
  );
  return fileRoute(
    new Elysia(),
    '/media/track/:trackId',
    detail,
    async ({ trackId = '' }) => {
      const audio = await catalogue.audioOf(trackId);
      const file = audio && (await media.find('tracks', audio));
      if (!file) throw absent();
      // The track may get other audio later: browsers ask each time, and get a 304 while it is the same.
      return { bytes: media.bytesOf(file), cacheControl: 'no-cache' };
    },
    absent,
  );
}
