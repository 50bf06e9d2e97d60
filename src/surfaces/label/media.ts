import { Type as t } from '@sinclair/typebox';
import { type AnyElysia, Elysia } from 'elysia';
import { COVER, keyOf } from '../../domain/label/releases/keys.ts';
import { type FileSize, refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { StoredFile } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { StagedUpload } from '../../http/body/form.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { fileAnswers, operation } from '../../http/legacy/documentation.ts';
import { fileRoute } from '../../http/legacy/file-route.ts';
import { isStorable } from '../../lib/text.ts';
import { inPath, labelAccess } from './access.ts';
import { refuse } from './errors.ts';
import { absent, Message, received, strange, text } from './shapes.ts';
import { readId } from './wire.ts';

const NUMBER = 'целое число от 1 до 9999';

const CoverBody = t.Object({ file: UploadField('JPG, 3000x3000 пикселей') });
const TrackFileBody = t.Object({
  file: UploadField('WAV или FLAC, 44100–48000 Гц, 16 бит'),
  trackNumber: t.Union([t.String({ pattern: '^0*[1-9]\\d{0,3}$' }), t.Integer({ minimum: 1, maximum: 9999 })], {
    description: NUMBER,
  }),
  trackTitle: text(200),
  fileType: t.Union([t.Literal('wav'), t.Literal('flac')], { description: 'одно из значений wav, flac' }),
});
const KeptAnswer = t.Object({ message: t.String(), key: t.String(), fileName: t.String() });

const SIZES: readonly FileSize[] = ['original', '1200', '600'];
const RELEASE = '/:id/releases/:releaseId';
const path = { id: 'ID артиста', releaseId: 'ID релиза' };
const named = { ...path, fileName: 'Имя файла; `cover` или `cover.jpg` — обложка' };
/** For those who ask alone; and asked for each time, as another file may come under the name. */
const OWN = 'private, no-cache';

const noRelease = () => refuseRelease('release');
const noCover = () => refuseRelease('cover');
const noAudio = () => refuseRelease('audio');
const noFile = () => refuseRelease('release_file');

/** Chapter «Медиафайлы»: covers and audio of releases. */
export function mediaRoutes(services: Services): AnyElysia {
  const { accounts, releases, media, config } = services;
  const { files } = releases;
  const access = labelAccess(services)('label', inPath());
  const kept = { 201: KeptAnswer, ...received, ...strange, ...absent };

  const app = new Elysia({ prefix: '/media' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      `${RELEASE}/cover`,
      async ({ caller, params, body, set }) => {
        const { artistId, id } = readRelease(params, noRelease);
        const fileName = await files.putCover(caller, artistId, id, uploadOf(body));
        set.status = 201;
        return { message: 'Обложка успешно загружена.', key: keyOf({ artistId, id }, fileName), fileName };
      },
      {
        access,
        receives: { files: { file: config.maxCoverBytes } },
        body: CoverBody,
        detail: operation('label', "Upload a draft's cover", kept, { secured: true, path }),
      },
    )
    .post(
      `${RELEASE}/track`,
      async ({ caller, params, body, set }) => {
        const { artistId, id } = readRelease(params, noRelease);
        const { trackNumber, trackTitle: title, fileType: type } = body;
        const track = { number: Number(trackNumber), title, type };
        const fileName = await files.putTrack(caller, artistId, id, track, uploadOf(body));
        set.status = 201;
        return { message: 'Трек успешно загружен.', key: keyOf({ artistId, id }, fileName), fileName };
      },
      {
        access,
        receives: { files: { file: config.maxTrackBytes } },
        body: TrackFileBody,
        detail: operation('label', "Upload a track's audio to a draft", kept, { secured: true, path }),
      },
    )
    .delete(
      `${RELEASE}/delete/:fileName`,
      async ({ params, set }) => {
        const { artistId, id } = readRelease(params, noFile);
        await files.remove(artistId, id, readName(params.fileName, noFile));
        set.status = 204;
      },
      {
        access,
        detail: operation(
          'label',
          "Delete a draft's cover or audio",
          { 204: null, 400: Message, ...strange, ...absent },
          { secured: true, path: named },
        ),
      },
    );

  /** A file of a release, for a route's answer. */
  async function found(params: Params, name: string, size: FileSize, missing: () => Error): Promise<StoredFile> {
    const { artistId, id } = readRelease(params, missing);
    const file = await files.find(artistId, id, name, size);
    if (!file) throw missing();
    return file;
  }

  fileRoute(
    app as AnyElysia,
    `${RELEASE}/cover/:size`,
    operation(
      'label',
      'The cover of a release',
      { ...fileAnswers('image/jpeg'), 400: Message, ...absent },
      { path: { ...path, size: '`original`, `1200` или `600`' } },
    ),
    async ({ params }) => {
      const size = SIZES.find((size) => size === params.size);
      if (size === undefined) throw refuse('cover_size');
      return { bytes: media.bytesOf(await found(params, COVER, size, noCover)), cacheControl: 'no-cache' };
    },
    noCover,
  );
  fileRoute(
    app as AnyElysia,
    `${RELEASE}/track/:fileName`,
    operation(
      'label',
      "Stream a track's audio; Range asks for a part of it",
      { ...fileAnswers('audio/*'), ...strange, ...absent },
      { secured: true, path: { ...path, fileName: 'Имя файла трека' } },
    ),
    async ({ params }) => {
      const name = readName(params.fileName, noAudio);
      if (name === COVER) throw noAudio();
      return { bytes: media.bytesOf(await found(params, name, 'original', noAudio)), cacheControl: OWN };
    },
    noAudio,
    { access },
  );
  return fileRoute(
    app as AnyElysia,
    `${RELEASE}/download/:fileName`,
    operation(
      'label',
      "Download a release's cover or audio",
      { ...fileAnswers('application/octet-stream'), ...strange, ...absent },
      { secured: true, path: named },
    ),
    async ({ params }) => {
      const name = readName(params.fileName, noFile);
      const bytes = media.bytesOf(await found(params, name, 'original', noFile));
      return { bytes, disposition: contentDisposition('attachment', name), cacheControl: OWN };
    },
    noFile,
    { access },
  );
}

type Params = Readonly<Record<string, string>>;

/** Wire to domain: the artist and the release in the path. @throws `missing` when one of them is no id */
const readRelease = ({ id = '', releaseId = '' }: Params, missing: () => Error) => ({
  artistId: readId(id, missing),
  id: readId(releaseId, missing),
});

/** @throws `missing` when no file can have the name */
function readName(name = '', missing: () => Error): string {
  if (!isStorable(name)) throw missing();
  return name === 'cover' ? COVER : name;
}

/** @throws invalid (`file`) when something came that is no file */
function uploadOf({ file }: { file: unknown }): StagedUpload {
  if (file instanceof StagedUpload) return file;
  throw invalid('file', 'must be a file', { rule: 'файл' });
}
