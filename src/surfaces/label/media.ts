import { Type as t } from '@sinclair/typebox';
import { COVER, keyOf } from '../../domain/label/releases/keys.ts';
import { type FileSize, refuse as refuseRelease, type TrackFile } from '../../domain/label/releases/model.ts';
import type { StoredFile } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { StagedUpload } from '../../http/body/arriving-file.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { sendsFile } from '../../http/files/file-route.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { DRAFT, PEOPLE, RELEASES } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { isStorable } from '../../lib/text.ts';
import { inPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { shown, text } from './shapes.ts';
import { created, readId } from './wire.ts';

const CoverBody = t.Object({ file: UploadField('JPG, 3000x3000 пикселей') });
const TrackFileBody = t.Object({
  file: UploadField('WAV или FLAC, 44100–48000 Гц, 16 бит'),
  trackNumber: t.Union([t.String({ pattern: '^0*[1-9]\\d{0,3}$' }), t.Integer({ minimum: 1, maximum: 9999 })], {
    description: 'целое число от 1 до 9999',
    examples: ['5'],
  }),
  trackTitle: text(200, { examples: ['Пятый'] }),
  fileType: t.String({
    description: 'одно из значений wav, flac',
    enum: ['wav', 'flac'],
    pattern: '^\\s*([Ww][Aa][Vv]|[Ff][Ll][Aa][Cc])\\s*$',
    maxLength: 40,
    examples: ['wav'],
  }),
});

const KeptAnswer = (message: string, name: string) =>
  t.Object({
    message: shown(message),
    key: shown(keyOf({ artistId: PEOPLE.artist, id: RELEASES.draft }, name)),
    fileName: shown(name),
  });
const COVER_KEPT = 'Обложка успешно загружена.';
const TRACK_KEPT = 'Трек успешно загружен.';

const SIZES: readonly FileSize[] = ['original', '1200', '600'];
const RELEASE = '/:id/releases/:releaseId';
const path = { id: { example: PEOPLE.artist, description: 'ID артиста' }, releaseId: RELEASES.draft };
const named = (example: string) => ({
  ...path,
  fileName: { example, description: 'имя файла; `cover` или `cover.jpg` — обложка' },
});
/** For those who ask alone; and asked for each time, as another file may come under the name. */
const OWN = 'private, no-cache';

const noRelease = () => refuseRelease('release');
const noCover = () => refuseRelease('cover');
const noAudio = () => refuseRelease('audio');
const noFile = () => refuseRelease('release_file');

/** Chapter «Медиафайлы»: covers and audio of releases. */
export function mediaRoutes(services: Services) {
  const { releases, media, config } = services;
  const { files } = releases;
  const access = labelAccess(services)('label', inPath());

  /** A file of a release, for a route's answer. */
  async function found(params: Params, name: string, size: FileSize, missing: () => Error): Promise<StoredFile> {
    const { artistId, id } = readRelease(params, missing);
    const file = await files.find(artistId, id, name, size);
    if (!file) throw missing();
    return file;
  }

  return chapters(services, labelDialect(config))('/media', 'label: media')
    .post(
      `${RELEASE}/cover`,
      async ({ caller, params, body, set }) => {
        const { artistId, id } = readRelease(params, noRelease);
        const fileName = await files.putCover(caller, artistId, id, uploadOf(body));
        return created(set, { message: COVER_KEPT, key: keyOf({ artistId, id }, fileName), fileName });
      },
      {
        member: {
          summary: 'Загрузка обложки релиза',
          about: 'Сохраняет обложку черновика и делает её уменьшенные копии; `key` — значение для `cover_key`.',
          access,
          files: { file: config.maxCoverBytes },
          answers: { 201: KeptAnswer(COVER_KEPT, COVER) },
          refuses: [404],
          path,
        },
        body: CoverBody,
      },
    )
    .post(
      `${RELEASE}/track`,
      async ({ caller, params, body, set }) => {
        const { artistId, id } = readRelease(params, noRelease);
        const fileName = await files.putTrack(caller, artistId, id, readTrackFile(body), uploadOf(body));
        return created(set, { message: TRACK_KEPT, key: keyOf({ artistId, id }, fileName), fileName });
      },
      {
        member: {
          summary: 'Загрузка трека',
          about: 'Сохраняет аудиофайл черновика; `key` — значение для `fileKey`. Файл с тем же именем заменяется.',
          access,
          files: { file: config.maxTrackBytes },
          keeps: 'replacing',
          answers: { 201: KeptAnswer(TRACK_KEPT, '5-Пятый.wav') },
          refuses: [404],
          path,
        },
        body: TrackFileBody,
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
        member: {
          summary: 'Удаление файла',
          about: 'Удаляет обложку или аудиофайл черновика.',
          access,
          answers: { 204: null },
          refuses: [400, 404],
          path: named(DRAFT.removableFile),
        },
      },
    )
    .get(
      `${RELEASE}/cover/:size`,
      sendsFile(
        media,
        async ({ params }) => {
          const size = SIZES.find((size) => size === params.size);
          if (size === undefined) throw refuse('cover_size');
          return { file: await found(params, COVER, size, noCover), cacheControl: 'no-cache' };
        },
        noCover,
      ),
      {
        open: {
          summary: 'Получение обложки релиза',
          about: 'Возвращает картинку в одном из трёх размеров.',
          answers: fileAnswers('image/jpeg'),
          refuses: [400, 404],
          path: { ...path, size: { example: '600', description: '`original`, `1200` или `600`' } },
        },
      },
    )
    .get(
      `${RELEASE}/track/:fileName`,
      sendsFile(
        media,
        async ({ params }) => {
          const name = readName(params.fileName, noAudio);
          if (name === COVER) throw noAudio();
          return { file: await found(params, name, 'original', noAudio), cacheControl: OWN };
        },
        noAudio,
      ),
      {
        member: {
          summary: 'Получение трека',
          about: 'Возвращает аудио или часть, которую просит `Range`.',
          access,
          answers: fileAnswers('audio/*'),
          refuses: [404],
          path: { ...path, fileName: { example: DRAFT.files[0], description: 'имя файла трека' } },
        },
      },
    )
    .get(
      `${RELEASE}/download/:fileName`,
      sendsFile(
        media,
        async ({ params }) => {
          const name = readName(params.fileName, noFile);
          const file = await found(params, name, 'original', noFile);
          return { file, disposition: contentDisposition('attachment', name), cacheControl: OWN };
        },
        noFile,
      ),
      {
        member: {
          summary: 'Скачивание файла',
          about: 'Возвращает обложку или аудио как вложение.',
          access,
          answers: fileAnswers('application/octet-stream'),
          refuses: [404],
          path: named(DRAFT.files[0]),
        },
      },
    );
}

type Params = Readonly<Record<string, string>>;

/** Wire to domain: the artist and the release in the path. @throws `missing` when one of them is no id */
const readRelease = ({ id = '', releaseId = '' }: Params, missing: () => Error): { artistId: Id; id: Id } => ({
  artistId: readId(id, missing),
  id: readId(releaseId, missing),
});

/** Wire to domain: what a track's file is said to be. */
const readTrackFile = ({ trackNumber, trackTitle, fileType }: typeof TrackFileBody.static): TrackFile => ({
  number: Number(trackNumber),
  title: trackTitle.trim(),
  type: fileType.trim().toLowerCase() as TrackFile['type'],
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
