import { type Static, Type as t } from '@sinclair/typebox';
import { type Notes, refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { DELIVERED, RELEASES } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { labelAccess, ofRelease } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { shown, shownNames, text, textOrNone } from './shapes.ts';
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
  _id: shown('5eed09000000000000000001'),
  release_id: shown(RELEASES.delivered),
  focus_tracks: shownNames(...DELIVERED.tracks),
  pitched: shownNames(PITCH),
  comment: shown(COMMENT),
});

const notesDocument = ({ id, releaseId, focusTracks, pitched, comment }: Notes): Static<typeof NotesDocument> => ({
  _id: id,
  release_id: releaseId,
  focus_tracks: focusTracks,
  pitched,
  comment,
});

/** Wire to domain: what is given of the notes. @throws invalid (`no_changes`) when that is nothing */
function readNotes({ focus_tracks, pitched, comment }: Static<typeof NotesBody>) {
  const given = {
    ...(focus_tracks === undefined ? {} : { focusTracks: focus_tracks.map(parseId) }),
    ...(pitched === undefined ? {} : { pitched }),
    ...(comment === undefined ? {} : { comment: comment ?? '' }),
  };
  if (Object.keys(given).length === 0) throw refuse('no_changes');
  return given;
}

const none = () => refuseRelease('notes');
const releaseOf = idOr(() => refuseRelease('release'));
const idOf = idOr(none);

/** Chapter «Примечания к релизу»: what the label is told of a release that is under way. */
export function noteRoutes(services: Services) {
  const { releases, config } = services;
  const label = labelAccess(services);
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
          access: label('label', ofRelease(services)),
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
        access: label('label', ofRelease(services, none)),
        answers: { 200: NotesDocument },
        refuses: [404],
        path,
      },
    });
}
