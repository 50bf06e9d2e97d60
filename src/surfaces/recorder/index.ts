import type { Static } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { DomainError, invalid } from '../../errors.ts';
import { StagedUpload } from '../../http/body/arriving-file.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { type FileRequest, sendsFile } from '../../http/files/file-route.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { originOf } from '../../http/server/origin.ts';
import { parseId, toUuid } from '../../lib/ids.ts';
import { recorderDialect } from './errors.ts';
import { noFile, trackGate } from './gate.ts';
import { DoneAnswer, RecordQuery, RegisterBody, RegisteredAnswer, TrackBody } from './shapes.ts';

type RecordRequest = FileRequest & { query: Static<typeof RecordQuery> };

const gone = () => new DomainError('not_found', 'The record is gone', { subject: 'file' });

/** The recorder's dialect (document 2): clients upload a WAV and get an MP3 by link. */
export function recorderSurface(services: Services) {
  const { accounts, media, recordings, config } = services;
  return chapters(services, recorderDialect)('', 'recorder')
    .post(
      '/register',
      async ({ body, request, server, set }) => {
        const { number, key } = await accounts.registerWithKey(body.user_name, clientAddress(request, server, config));
        set.status = 201;
        set.headers['cache-control'] = 'no-store';
        return { status: 'success', user_id: number, user_access_token: key } satisfies Static<typeof RegisteredAnswer>;
      },
      {
        open: {
          summary: 'Register',
          about:
            'Makes an account that is reached by its token alone. Answers its number and its token, which is shown this once.',
          only: 'json',
          answers: { 201: RegisteredAnswer },
          refuses: [429],
        },
        body: RegisterBody,
      },
    )
    .post(
      '/add_track',
      async ({ body, request, set }) => {
        const account = await accounts.byKey(Number(body.user_id), body.user_access_token);
        if (!(body.wav_file instanceof StagedUpload)) throw noFile();
        const { id } = await recordings.record(account, body.wav_file, 'wav_file', request.signal);
        set.status = 201;
        set.headers.location = `${originOf(request, config)}/record?id=${toUuid(id)}&user=${account.number}`;
        return { status: 'success' } satisfies Static<typeof DoneAnswer>;
      },
      {
        open: {
          summary: 'Hand in a WAV',
          who: 'For those who have registered at `POST /register`: number and token stand in the form.',
          about:
            'Makes an MP3 of it; the header `Location` is its link. Put number and token before the file: they are checked before it is read. A file that comes first may have 64 MiB at most; 503 also says that too many of them wait.',
          only: 'multipart',
          files: { wav_file: config.maxTrackBytes },
          gate: trackGate(services),
          answers: { 201: DoneAnswer },
        },
        body: TrackBody,
      },
    )
    .get(
      '/record',
      sendsFile(
        media,
        async ({ query: { id, user } }: RecordRequest) => {
          const parsed = parseId(id);
          if (parsed === undefined) throw invalid('id', 'must be the id of a record');
          const { stored, title } = await recordings.byLink(parsed, Number(user));
          const disposition = contentDisposition('attachment', `${title}.mp3`);
          return { file: stored, disposition, cacheControl: 'private, max-age=31536000, immutable' };
        },
        gone,
      ),
      {
        open: {
          summary: 'Download an MP3 by its link',
          who: 'For everybody who has the link.',
          about: 'Answers the bytes as an attachment, or the part of them that `Range` asks for.',
          answers: fileAnswers('audio/mpeg'),
          refuses: [404],
        },
        query: RecordQuery,
      },
    );
}
