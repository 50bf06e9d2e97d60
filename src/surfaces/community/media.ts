import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { StoredFile } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { fileAnswers, operation } from '../../http/legacy/documentation.ts';
import { type FileRequest, fileRoute } from '../../http/legacy/file-route.ts';
import { perMinute, rateLimits } from '../../http/legacy/rate-limit.ts';
import { originOf } from '../../http/server/origin.ts';
import { fileDocument, readUpload } from './media-wire.ts';
import { DoneAnswer, ErrorAnswer, FileDocument } from './shapes.ts';

const form = (file: string) => ({
  file: t.Optional(UploadField(file)),
  userId: t.Optional(t.String({ description: 'the id of a user', maxLength: 64 })),
  type: t.Optional(t.String({ description: 'a text; what a file is, its content says', maxLength: 64 })),
});
/** A file comes in a form, though it may be missing: that has a text of its own. */
const FORM = { contentMediaType: 'multipart/form-data' };
const Picture = t.Object(form('a JPEG, PNG or WebP file'), FORM);
const Cover = t.Object(
  {
    ...form('a JPEG, PNG or WebP file'),
    trackId: t.Optional(t.String({ description: 'the id of a track of yours', maxLength: 64 })),
  },
  FORM,
);
const Audio = t.Object(form('an MP3, WAV, OGG, M4A or FLAC file'), FORM);

const Stored = t.Object({ success: t.Literal(true), file: FileDocument });
const refused = { 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer };
const uploaded = {
  ...{ 200: Stored, 400: ErrorAnswer, ...refused },
  ...{ 413: ErrorAnswer, 415: ErrorAnswer, 429: ErrorAnswer, 503: ErrorAnswer },
};

/** Uploads and streaming (chapter 3 of the document). */
export function mediaRoutes(services: Services) {
  const { accounts, limits, listening, media, uploads, config } = services;
  const secured = { secured: true };

  const app = new Elysia({ prefix: '/media' })
    .use(rateLimits(limits, config))
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/upload/avatar',
      async ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        return { success: true, file: fileDocument(originOf(request, config))(await uploads.addAvatar(owner, upload)) };
      },
      {
        limit: perMinute('upload-avatar', 10),
        access: 'member',
        receives: { files: { file: config.maxAvatarBytes } },
        body: Picture,
        detail: operation('community', 'Upload an avatar; the one before goes', uploaded, secured),
      },
    )
    .post(
      '/upload/cover',
      async ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        const file = await uploads.addCover(caller, owner, upload, body.trackId || undefined);
        return { success: true, file: fileDocument(originOf(request, config))(file) };
      },
      {
        limit: perMinute('upload-cover', 10),
        access: 'member',
        receives: { files: { file: config.maxCoverBytes } },
        body: Cover,
        detail: operation('community', 'Upload the cover of a track, or of the profile', uploaded, secured),
      },
    )
    .post(
      '/upload/track',
      async ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        return { success: true, file: fileDocument(originOf(request, config))(await uploads.addTrack(owner, upload)) };
      },
      {
        limit: perMinute('upload-track', 5),
        access: 'member',
        receives: { files: { file: config.maxTrackBytes } },
        body: Audio,
        detail: operation('community', 'Upload a track; it is in the catalogue under the same id', uploaded, secured),
      },
    )
    .delete(
      '/file/:fileId',
      async ({ caller, params }) => {
        await uploads.remove(caller, params.fileId);
        return { success: true };
      },
      {
        access: 'member',
        detail: operation('community', 'Delete a file', { 200: DoneAnswer, ...refused }, secured),
      },
    )
    .delete(
      '/track/:trackId',
      async ({ caller, params }) => {
        await uploads.remove(caller, params.trackId, 'track');
        return { success: true };
      },
      {
        access: 'member',
        detail: operation('community', 'Delete an uploaded track', { 200: DoneAnswer, ...refused }, secured),
      },
    );

  /** What lies at these addresses may change, and who may see it: browsers ask each time, and get a 304 while it is the same. */
  const found = (file: StoredFile) => ({ bytes: media.bytesOf(file), cacheControl: 'no-cache' });
  const shows = (summary: string, type: string) =>
    operation('community', summary, { ...fileAnswers(type), 403: ErrorAnswer, 404: ErrorAnswer });

  /** Whose play it is: an account's, or else an address's. */
  const listener = ({ caller, request, server }: FileRequest) => caller?.id ?? clientAddress(request, server, config);

  const absent = (text: string) => () => new DomainError('not_found', text, { subject: 'file' });

  fileRoute(
    app,
    '/avatar/:userId',
    shows('The avatar of a user', 'image/*'),
    async ({ params, caller }) => found(await uploads.avatar(params.userId ?? '', caller)),
    absent('Avatar not found'),
  );
  fileRoute(
    app,
    '/cover/:trackId',
    shows('The cover of a track, or else the latest one of who made the track', 'image/*'),
    async ({ params, caller }) => found(await uploads.cover(params.trackId ?? '', caller)),
    absent('Cover not found'),
  );
  fileRoute(
    app,
    '/file/:fileId',
    shows('A file by its id', 'application/octet-stream'),
    async ({ params, caller }) => found(await uploads.file(params.fileId ?? '', caller)),
    absent('File not found'),
  );
  return fileRoute(
    app,
    '/track/:trackId',
    shows('Stream a track; `Range` asks for a part of it', 'audio/*'),
    async (asked) => {
      const { id, file } = await uploads.track(asked.params.trackId ?? '', asked.caller);
      return { ...found(file), begins: () => listening.played(listener(asked), id) };
    },
    absent('Track not found'),
  );
}
