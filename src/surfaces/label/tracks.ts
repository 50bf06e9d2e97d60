import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { DRAFT, RELEASES } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { labelAccess, releaseOwner } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { FullTrackDocument, NewTrackBody, OrderBody, TrackBody, TrackDocument } from './release-shapes.ts';
import { fullTrackDocument, readTrack, trackDocument } from './release-wire.ts';
import { MessageAnswer } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

const noTrack = () => refuseRelease('track');
const idOf = idOr(noTrack);
const releaseOf = idOr(() => refuseRelease('release'));

/** Chapter «Треки»: the tracks of a release. */
export function trackRoutes(services: Services) {
  const { releases, config } = services;
  const allow = labelAccess(services);
  const ofRelease = allow('label', releaseOwner(services));
  // Where the path also names a track, the document answers an unknown release with "Трек не найден".
  const ofTrack = allow('label', releaseOwner(services, noTrack));
  const path = { id: { example: RELEASES.draft, description: 'ID релиза' } };

  return chapters(services, labelDialect(config))('/tracks', 'label: releases')
    .get(
      '/:id/:trackId',
      async ({ params }) => {
        const track = await releases.tracks.get(idOf(params.id), idOf(params.trackId));
        return fullTrackDocument(track, await releases.ownerOf(track.releaseId));
      },
      {
        member: {
          summary: 'Получение трека',
          about: 'Возвращает трек целиком; по `file.fileName` его можно прослушать и скачать.',
          access: ofTrack,
          answers: { 200: FullTrackDocument },
          refuses: [404],
          path: { ...path, trackId: DRAFT.tracks[0] },
        },
      },
    )
    .post(
      '/:id',
      async ({ params, body: { fileKey, duration }, set }) => {
        const releaseId = releaseOf(params.id);
        const milliseconds = duration === undefined ? undefined : Math.max(Math.round(duration * 1000), 1);
        const track = await releases.tracks.add(releaseId, trimmed(fileKey), milliseconds);
        return created(set, trackDocument(track, await releases.ownerOf(releaseId)));
      },
      {
        member: {
          summary: 'Создание трека',
          about: 'Создаёт последний трек черновика из загруженного файла и возвращает его.',
          access: ofRelease,
          answers: { 201: TrackDocument },
          refuses: [404],
          path,
        },
        body: NewTrackBody,
      },
    )
    .put(
      '/:id/:trackId',
      async ({ params, body }) => {
        const changes = readTrack(trimmed(body));
        if (Object.keys(changes).length === 0) throw refuse('no_changes');
        const track = await releases.tracks.change(idOf(params.id), idOf(params.trackId), changes);
        return trackDocument(track, await releases.ownerOf(track.releaseId));
      },
      {
        member: {
          summary: 'Обновление трека',
          about: 'Меняет переданные поля трека в черновике и возвращает трек.',
          access: ofTrack,
          answers: { 200: TrackDocument },
          refuses: [404],
          path: { ...path, trackId: DRAFT.tracks[0] },
        },
        body: TrackBody,
      },
    )
    .patch(
      '/:id',
      async ({ params, body }) => {
        await releases.tracks.reorder(releaseOf(params.id), body.newOrder.map(parseId));
        return { message: 'Порядок треков успешно обновлен' };
      },
      {
        member: {
          summary: 'Изменение порядка треков',
          about: 'Располагает треки черновика в порядке списка: в нём все треки, каждый один раз.',
          access: ofRelease,
          answers: { 200: MessageAnswer('Порядок треков успешно обновлен') },
          refuses: [404],
          path: { id: { ...path.id, example: RELEASES.leaverDraft } },
        },
        body: OrderBody,
      },
    )
    .delete(
      '/:id/:trackId',
      async ({ params }) => {
        await releases.tracks.remove(idOf(params.id), idOf(params.trackId));
        return { message: 'Трек успешно удален' };
      },
      {
        member: {
          summary: 'Удаление трека',
          about: 'Удаляет трек черновика вместе с файлом.',
          access: ofTrack,
          answers: { 200: MessageAnswer('Трек успешно удален') },
          refuses: [400, 404],
          path: { ...path, trackId: DRAFT.tracks[1] },
        },
      },
    );
}
