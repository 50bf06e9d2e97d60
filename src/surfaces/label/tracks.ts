import { Elysia } from 'elysia';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { parseId } from '../../lib/ids.ts';
import { labelAccess, ofRelease } from './access.ts';
import { refuse } from './errors.ts';
import { absent, invalid, Message, received, strange } from './shapes.ts';
import { NewTrackBody, OrderBody, readTrack, TrackBody, TrackDocument, trackDocument } from './track-wire.ts';
import { readId } from './wire.ts';

const noRelease = () => refuseRelease('release');
const unknown = () => refuseRelease('track');

/** Chapter «Треки»: what is on a release. */
export function trackRoutes(services: Services) {
  const { accounts, releases, media, config } = services;
  const label = labelAccess(services);
  const ofKnown = label('label', ofRelease(services));
  // Of these two the document knows one thing only that is not there.
  const ofTrack = label('label', ofRelease(services, unknown));
  const secured = { secured: true };
  const refused = { ...received, ...strange, ...absent };

  return new Elysia({ prefix: '/tracks' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/:id',
      async ({ params, body: { fileKey, duration }, set }) => {
        const releaseId = readId(params.id, noRelease);
        const milliseconds = duration === undefined ? undefined : Math.max(Math.round(duration * 1000), 1);
        const track = await releases.tracks.add(releaseId, fileKey, milliseconds);
        set.status = 201;
        return trackDocument(track, await releases.ownerOf(releaseId));
      },
      {
        access: ofKnown,
        receives: {},
        body: NewTrackBody,
        detail: operation(
          'label',
          'Make a track of an uploaded file, at the end of the release',
          { 201: TrackDocument, ...refused },
          secured,
        ),
      },
    )
    .put(
      '/:id/:trackId',
      async ({ params, body }) => {
        const changes = readTrack(body);
        if (Object.keys(changes).length === 0) throw refuse('no_changes');
        const releaseId = readId(params.id, unknown);
        const track = await releases.tracks.change(releaseId, readId(params.trackId, unknown), changes);
        return trackDocument(track, await releases.ownerOf(releaseId));
      },
      {
        access: ofTrack,
        receives: {},
        body: TrackBody,
        detail: operation('label', 'Change what is given of a track', { 200: TrackDocument, ...refused }, secured),
      },
    )
    .patch(
      '/:id',
      async ({ params, body }) => {
        await releases.tracks.reorder(readId(params.id, noRelease), body.newOrder.map(parseId));
        return { message: 'Порядок треков успешно обновлен' };
      },
      {
        access: ofKnown,
        receives: {},
        body: OrderBody,
        detail: operation('label', 'Put the tracks in another order', { 200: Message, ...refused }, secured),
      },
    )
    .delete(
      '/:id/:trackId',
      async ({ params }) => {
        await releases.tracks.remove(readId(params.id, unknown), readId(params.trackId, unknown));
        return { message: 'Трек успешно удален' };
      },
      {
        access: ofTrack,
        detail: operation(
          'label',
          'Delete a track and its file',
          { 200: Message, ...invalid, ...strange, ...absent },
          secured,
        ),
      },
    );
}
