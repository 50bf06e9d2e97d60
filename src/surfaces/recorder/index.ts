import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { DomainError, invalid } from '../../errors.ts';
import { bodies } from '../../http/body/bodies.ts';
import { StagedUpload } from '../../http/body/form.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { fileRoute } from '../../http/files/file-route.ts';
import { callers } from '../../http/identity/caller.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { fileAnswers, operation } from '../../http/openapi/documentation.ts';
import { originOf } from '../../http/server/origin.ts';
import { parseId, toUuid } from '../../lib/ids.ts';
import { DoneAnswer, ErrorAnswer, RecordQuery, RegisterBody, RegisteredAnswer, TrackBody } from './shapes.ts';

const refused = { 400: ErrorAnswer, 403: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer, 503: ErrorAnswer };

/** The recorder's dialect (document 2): somebody hands in a WAV and gets an MP3 by link. */
export function recorderSurface({ accounts, media, recordings, config }: Services) {
  const app = new Elysia()
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/register',
      async ({ body, request, server, set }) => {
        set.status = 201;
        const { number, key } = await accounts.registerWithKey(body.user_name, clientAddress(request, server, config));
        return { status: 'success', user_id: number, user_access_token: key };
      },
      {
        access: 'anybody',
        receives: { only: 'json' },
        body: RegisterBody,
        detail: operation('recorder', 'Register; the token is shown this once', {
          201: RegisteredAnswer,
          ...refused,
          429: ErrorAnswer,
        }),
      },
    )
    .post(
      '/add_track',
      async ({ body, request, set }) => {
        const holder = await accounts.byKey(Number(body.user_id), body.user_access_token);
        if (!(body.wav_file instanceof StagedUpload)) throw invalid('wav_file', 'must be a file');
        const { id } = await recordings.record(holder, body.wav_file, 'wav_file', request.signal);
        set.status = 201;
        set.headers.location = `${originOf(request, config)}/record?id=${toUuid(id)}&user=${holder.number}`;
        return { status: 'success' };
      },
      {
        access: 'anybody',
        receives: { only: 'multipart', files: { wav_file: config.maxTrackBytes } },
        body: TrackBody,
        detail: operation('recorder', 'Hand in a WAV; Location is the link of its MP3', {
          201: DoneAnswer,
          ...refused,
        }),
      },
    );

  const detail = operation('recorder', 'Download an MP3 by its link', {
    ...fileAnswers('audio/mpeg'),
    400: ErrorAnswer,
    404: ErrorAnswer,
  });
  return fileRoute(
    app,
    '/record',
    detail,
    async ({ query }) => {
      const { id, user } = query as typeof RecordQuery.static;
      const parsed = parseId(id);
      if (parsed === undefined) throw invalid('id', 'must be the id of a record');
      const { stored, title } = await recordings.byLink(parsed, Number(user));
      const disposition = contentDisposition('attachment', `${title}.mp3`);
      return { bytes: media.bytesOf(stored), disposition, cacheControl: 'private, max-age=31536000, immutable' };
    },
    () => new DomainError('not_found', 'The record is gone', { subject: 'file' }),
    { query: RecordQuery },
  );
}
