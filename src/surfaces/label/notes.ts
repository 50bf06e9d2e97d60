import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { type Notes, refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { parseId } from '../../lib/ids.ts';
import { labelAccess, ofRelease } from './access.ts';
import { refuse } from './errors.ts';
import { absent, received, strange, text } from './shapes.ts';
import { readId } from './wire.ts';

const NotesBody = t.Object({
  focus_tracks: t.Optional(
    t.Array(t.String({ description: 'ID трека', maxLength: 100 }), {
      description: 'список ID треков этого релиза',
      maxItems: 1000,
    }),
  ),
  pitched: t.Optional(t.Array(text(500), { description: 'список до 100 строк от 1 до 500 символов', maxItems: 100 })),
  comment: t.Optional(t.Union([t.String({ maxLength: 5000 }), t.Null()], { description: 'строка до 5000 символов' })),
});
const NotesDocument = t.Object({
  _id: t.String(),
  release_id: t.String(),
  focus_tracks: t.Array(t.String()),
  pitched: t.Array(t.String()),
  comment: t.String(),
});

const notesDocument = ({ id, releaseId, focusTracks, pitched, comment }: Notes) => ({
  _id: id,
  release_id: releaseId,
  focus_tracks: focusTracks,
  pitched,
  comment,
});

const noRelease = () => refuseRelease('release');
const none = () => refuseRelease('notes');

/** Chapter «Примечания к релизу»: what the label is told of a release that is under way. */
export function noteRoutes(services: Services) {
  const { accounts, releases, media, config } = services;
  const label = labelAccess(services);
  const secured = { secured: true };

  return new Elysia({ prefix: '/notes' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .put(
      '/:id',
      async ({ params, body: { focus_tracks, pitched, comment }, set }) => {
        const given = {
          ...(focus_tracks === undefined ? {} : { focusTracks: focus_tracks.map(parseId) }),
          ...(pitched === undefined ? {} : { pitched }),
          ...(comment === undefined ? {} : { comment: comment ?? '' }),
        };
        if (Object.keys(given).length === 0) throw refuse('no_changes');
        const notes = await releases.notes.put(readId(params.id, noRelease), given);
        set.status = 201;
        return notesDocument(notes);
      },
      {
        access: label('label', ofRelease(services)),
        receives: {},
        body: NotesBody,
        detail: operation(
          'label',
          'Change what is given of the notes to a release, and make them where there are none',
          { 201: NotesDocument, ...received, ...strange, ...absent },
          secured,
        ),
      },
    )
    .get('/:id', async ({ params }) => notesDocument(await releases.notes.of(readId(params.id, none))), {
      access: label('label', ofRelease(services, none)),
      detail: operation('label', 'The notes to a release', { 200: NotesDocument, ...strange, ...absent }, secured),
    });
}
