import type { Limit } from '../../domain/limits/service.ts';
import type { StoredBytes } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import type { MediaFile } from '../../domain/uploads/model.ts';
import { DomainError } from '../../errors.ts';
import { sendsFile } from '../../http/files/file-route.ts';
import { SIZED, SizeQuery, sendsPicture } from '../../http/files/sized-picture.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { perMinute } from '../../http/identity/rate-limit.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters, type MemberRoute, type Route } from '../../http/route.ts';
import { originOf } from '../../http/server/origin.ts';
import { PEOPLE, UPLOADS } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import { DoneAnswer, FileDocument, LimitsAnswer, namedAnswer } from './answers.ts';
import { communityDialect } from './errors.ts';
import { fileDocument, readUpload } from './media-wire.ts';
import { AvatarForm, CoverForm, TrackForm } from './shapes.ts';
import { DONE } from './wire.ts';

/** The route for uploads of one kind. @param most in bytes */
const uploading = (summary: string, about: string, limit: Limit, most: number): MemberRoute => ({
  summary,
  who: 'For the account that `userId` names, and root.',
  about: `${about} Answers the file as it is kept; what it is, its content says, never its name.`,
  inForm: true,
  limit,
  files: { file: most },
  answers: { 200: namedAnswer('file', FileDocument) },
  refuses: [404],
});

const deleting = (summary: string, about: string, path: Route['path']): MemberRoute => ({
  summary,
  who: 'For who has uploaded it, and root.',
  about,
  answers: { 200: DoneAnswer },
  refuses: [403, 404],
  ...(path && { path }),
});

const showing = (summary: string, about: string, type: string, path: Route['path']): Route => ({
  summary,
  about: `${about} Files of a private profile are shown to those who may see the profile; to others they are 403.`,
  answers: fileAnswers(type),
  refuses: [403, 404],
  ...(path && { path }),
});

const absent = (text: string) => () => new DomainError('not_found', text, { subject: 'file' });

/** Uploads and streaming (chapter 3 of the document). */
export function mediaRoutes(services: Services) {
  const { listening, media, uploads, config } = services;
  const fileAnswer = async (request: Request, file: Promise<MediaFile>) => ({
    ...DONE,
    file: fileDocument(originOf(request, config))(await file),
  });
  /** The file at a path may change, and so may its visibility: browsers revalidate each time, and mostly get a 304. */
  const revalidated = <File extends StoredBytes>(file: File) => ({ file, cacheControl: 'private, no-cache' });

  return chapters(services, communityDialect)('/media', 'community')
    .post(
      '/upload/avatar',
      ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        return fileAnswer(request, uploads.addAvatar(caller, owner, upload));
      },
      {
        member: uploading(
          'Upload an avatar',
          'Makes the picture the avatar of the account, cropped to 500 × 500; the one before goes.',
          perMinute('upload-avatar', 10),
          config.maxAvatarBytes,
        ),
        body: AvatarForm,
      },
    )
    .post(
      '/upload/cover',
      ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        return fileAnswer(request, uploads.addCover(caller, owner, upload, body.trackId || undefined));
      },
      {
        member: uploading(
          'Upload the cover of a track, or of the profile',
          'Makes the picture the cover of the track that `trackId` names, in place of the one before; of the profile without it.',
          perMinute('upload-cover', 10),
          config.maxCoverBytes,
        ),
        body: CoverForm,
      },
    )
    .post(
      '/upload/track',
      ({ caller, body, request }) => {
        const { owner, upload } = readUpload(caller, body);
        return fileAnswer(request, uploads.addTrack(caller, owner, upload, { title: body.title?.trim() || undefined }));
      },
      {
        member: {
          ...uploading(
            'Upload a track',
            'Puts the track into the catalogue under the id of the file, and tells the followers.',
            perMinute('upload-track', 5),
            config.maxTrackBytes,
          ),
          keeps: 'added',
          limitsFiles: true,
        },
        body: TrackForm,
      },
    )
    .get(
      '/limits',
      () => {
        const { maxAvatarBytes: avatar, maxCoverBytes: cover, maxTrackBytes: track } = config;
        return { ...DONE, limits: { avatar, cover, track } };
      },
      {
        open: {
          summary: 'How large files may be',
          about: 'Answers the bytes of the largest avatar, cover and track that is taken.',
          answers: { 200: LimitsAnswer },
        },
      },
    )
    .delete(
      '/file/:fileId',
      async ({ caller, params }) => {
        await uploads.remove(caller, params.fileId);
        return DONE;
      },
      {
        member: deleting('Delete a file', 'Deletes an avatar, a cover or a track, and what hangs on it.', {
          fileId: toUuid(UPLOADS.profileCover),
        }),
      },
    )
    .delete(
      '/track/:trackId',
      async ({ caller, params }) => {
        await uploads.remove(caller, params.trackId);
        return DONE;
      },
      {
        member: deleting(
          'Delete an uploaded track',
          'Deletes the track, in the catalogue too, with its cover. Takes any other file as well, as `DELETE /media/file/{fileId}` does.',
          {
            trackId: toUuid(UPLOADS.spareTrack),
          },
        ),
      },
    )
    .get(
      '/avatar/:userId',
      sendsPicture(
        media,
        async ({ params: { userId = '' }, caller }) => revalidated(await uploads.avatar(userId, caller)),
        absent('Avatar not found'),
      ),
      {
        anybody: showing('The avatar of a user', `Answers the picture; ${SIZED}.`, 'image/*', {
          userId: toUuid(PEOPLE.musician),
        }),
        query: SizeQuery,
      },
    )
    .delete(
      '/avatar/:userId',
      async ({ caller, params }) => {
        await uploads.removeAvatar(caller, params.userId);
        return DONE;
      },
      {
        member: {
          ...deleting('Remove the avatar of a user', 'Deletes the picture; the profile has none then.', {
            userId: toUuid(PEOPLE.musician),
          }),
          who: 'For the account that `userId` names, and root.',
        },
      },
    )
    .get(
      '/cover/:trackId',
      sendsFile(
        media,
        async ({ params: { trackId = '' }, caller }) => revalidated(await uploads.cover(trackId, caller)),
        absent('Cover not found'),
      ),
      {
        anybody: showing(
          'The cover of a track',
          "Answers the track's own picture, or its album's, or else the latest cover of who made the track.",
          'image/*',
          { trackId: toUuid(UPLOADS.track) },
        ),
      },
    )
    .get(
      '/file/:fileId',
      sendsFile(
        media,
        async ({ params: { fileId = '' }, caller }) => revalidated(await uploads.file(fileId, caller)),
        absent('File not found'),
      ),
      {
        anybody: showing(
          'A file by its id',
          'Answers the bytes, or the part that `Range` asks for.',
          'application/octet-stream',
          { fileId: toUuid(UPLOADS.track) },
        ),
      },
    )
    .get(
      '/track/:trackId',
      sendsFile(
        media,
        async ({ params: { trackId = '' }, caller, server }) => {
          const { id, file } = await uploads.track(trackId, caller);
          // Who has no account is asked for only then: it takes as long as a query, and most parts are later ones.
          const listener = (request: Request) => caller?.id ?? clientAddress(request, server, config);
          const begins = (request: Request) => listening.recordPlay(listener(request), id);
          return { ...revalidated(file), begins, isShared: true };
        },
        absent('Track not found'),
      ),
      {
        anybody: showing(
          'Stream a track',
          'Answers the audio of any track of the catalogue, or the part that `Range` asks for. An answer that carries the first byte counts as a play.',
          'audio/*',
          { trackId: toUuid(UPLOADS.track) },
        ),
      },
    );
}
