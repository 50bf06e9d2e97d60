import { type Static, Type as t } from '@sinclair/typebox';
import { type Notes, refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { DELIVERED, RELEASES } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { labelAccess, releaseOwner } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { sample, sampleTexts, text, textOrNone } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

const PITCH = 'Редакционные плейлисты';
const COMMENT = 'Выход к фестивалю';

const NotesBody = t.Object({
  focus_tracks: t.Optional(
    t.Array(t.String({ description: 'ID трека', maxLength: 100 }), {
      description: 'список ID треков этого релиза',
      maxItems: 1000,
      examples: [DELIVERED.tracks],
    }),
  ),
  pitched: t.Optional(
    t.Array(text(500), {
      description: 'список до 100 строк от 1 до 500 символов',
      maxItems: 100,
      examples: [[PITCH]],
    }),
  ),
  comment: t.Optional(textOrNone(5000, { examples: [COMMENT] })),
});
const NotesDocument = t.Object({
  _id: sample('5eed09000000000000000001'),
  release_id: sample(RELEASES.delivered),
  focus_tracks: sampleTexts(...DELIVERED.tracks),
  pitched: sampleTexts(PITCH),
  comment: sample(COMMENT),
});

const notesDocument = ({ id, releaseId, focusTracks, pitched, comment }: Notes): Static<typeof NotesDocument> => ({
  _id: id,
  release_id: releaseId,
  focus_tracks: focusTracks,
  pitched,
  comment,
});

/** Wire to domain: the fields that the body has. @throws invalid (`no_changes`) when it has none */
function readNotes({ focus_tracks, pitched, comment }: Static<typeof NotesBody>) {
  const changes = {
    ...(focus_tracks === undefined ? {} : { focusTracks: focus_tracks.map(parseId) }),
    ...(pitched === undefined ? {} : { pitched }),
    ...(comment === undefined ? {} : { comment: comment ?? '' }),
  };
  if (Object.keys(changes).length === 0) throw refuse('no_changes');
  return changes;
}

const noNotes = () => refuseRelease('notes');
const releaseOf = idOr(() => refuseRelease('release'));
const idOf = idOr(noNotes);

/** Chapter «Примечания к релизу»: notes to the label about a release that is being processed. */
export function noteRoutes(services: Services) {
  const { releases, config } = services;
  const allow = labelAccess(services);
  const path = { id: { example: RELEASES.delivered, description: 'ID релиза' } };

  return chapters(services, labelDialect(config))('/notes', 'label: releases')
    .put(
      '/:id',
      async ({ params, body, set }) =>
        created(set, notesDocument(await releases.notes.put(releaseOf(params.id), readNotes(trimmed(body))))),
      {
        member: {
          summary: 'Обновление или создание примечания',
          about: 'Меняет переданные поля примечаний к релизу в работе, создаёт примечания, если их нет.',
          access: allow('label', releaseOwner(services)),
          answers: { 201: NotesDocument },
          refuses: [404],
          path,
        },
        body: NotesBody,
      },
    )
    .get('/:id', async ({ params }) => notesDocument(await releases.notes.of(idOf(params.id))), {
      member: {
        summary: 'Получение примечания по ID релиза',
        about: 'Возвращает примечания к релизу.',
        access: allow('label', releaseOwner(services, noNotes)),
        answers: { 200: NotesDocument },
        refuses: [404],
        path,
      },
    });
}
