import { type Static, Type as t } from '@sinclair/typebox';
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
import { accountInPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { sample, text } from './shapes.ts';
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

const StoredAnswer = (message: string, name: string) =>
  t.Object({
    message: sample(message),
    key: sample(keyOf({ artistId: PEOPLE.artist, id: RELEASES.draft }, name)),
    fileName: sample(name),
  });
type Stored = Static<ReturnType<typeof StoredAnswer>>;
const COVER_STORED = 'Обложка успешно загружена.';
const TRACK_STORED = 'Трек успешно загружен.';

const SIZES: readonly FileSize[] = ['original', '1200', '600'];
const RELEASE = '/:id/releases/:releaseId';
const path = { id: { example: PEOPLE.artist, description: 'ID артиста' }, releaseId: RELEASES.draft };
const named = (example: string) => ({
  ...path,
  fileName: { example, description: 'имя файла; `cover` или `cover.jpg` — обложка' },
});
/** Revalidated each time: an upload may replace the file of that name. */
const PRIVATE = 'private, no-cache';

const noRelease = () => refuseRelease('release');
const noCover = () => refuseRelease('cover');
const noAudio = () => refuseRelease('audio');
const noFile = () => refuseRelease('release_file');

/** Chapter «Медиафайлы»: covers and audio of releases. */
export function mediaRoutes(services: Services) {
  const { releases, media, config } = services;
  const { files } = releases;
  const allow = labelAccess(services);
  const access = allow('label', accountInPath());

  /** A file of a release. @throws `missing` when there is none */
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
        return created<Stored>(set, { message: COVER_STORED, key: keyOf({ artistId, id }, fileName), fileName });
      },
      {
        member: {
          summary: 'Загрузка обложки релиза',
          about: 'Сохраняет обложку черновика и делает её уменьшенные копии; `key` — значение для `cover_key`.',
          access,
          files: { file: config.maxCoverBytes },
          answers: { 201: StoredAnswer(COVER_STORED, COVER) },
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
        return created<Stored>(set, { message: TRACK_STORED, key: keyOf({ artistId, id }, fileName), fileName });
      },
      {
        member: {
          summary: 'Загрузка трека',
          about: 'Сохраняет аудиофайл черновика; `key` — значение для `fileKey`. Файл с тем же именем заменяется.',
          access,
          files: { file: config.maxTrackBytes },
          keeps: 'replacing',
          answers: { 201: StoredAnswer(TRACK_STORED, '5-Пятый.wav') },
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
          return { file: await found(params, name, 'original', noAudio), cacheControl: PRIVATE };
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
          return { file, disposition: contentDisposition('attachment', name), cacheControl: PRIVATE };
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

/** Wire to domain: the artist and the release in the path. @throws `missing` when an id is malformed */
const readRelease = ({ id = '', releaseId = '' }: Params, missing: () => Error): { artistId: Id; id: Id } => ({
  artistId: readId(id, missing),
  id: readId(releaseId, missing),
});

/** Wire to domain: what the client says of an audio file. */
const readTrackFile = ({ trackNumber, trackTitle, fileType }: Static<typeof TrackFileBody>): TrackFile => ({
  number: Number(trackNumber),
  title: trackTitle.trim(),
  // The schema's pattern lets nothing else pass.
  type: fileType.trim().toLowerCase() as TrackFile['type'],
});

/** Wire to domain: the name of a file. @throws `missing` when no file can have it */
function readName(name = '', missing: () => Error): string {
  if (!isStorable(name)) throw missing();
  return name === 'cover' ? COVER : name;
}

/** @throws invalid (`file`) when the field holds something else than a file */
function uploadOf({ file }: { file: unknown }): StagedUpload {
  if (file instanceof StagedUpload) return file;
  throw invalid('file', 'must be a file', { rule: 'файл' });
}
