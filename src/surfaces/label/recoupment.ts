import { type Static, Type as t } from '@sinclair/typebox';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Recoupable, RecoupableData, RecoupableType } from '../../domain/recoupment/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { readPage, withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, RELEASES } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { fromMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { accountInPath, labelAccess } from './access.ts';
import { amount, day, id, money, nullable, readDay, readIdOrNone, readMoney } from './accounting-wire.ts';
import { labelDialect } from './errors.ts';
import { IDEMPOTENCY, readKey } from './royalty-wire.ts';
import { LinkedQuery, moment, oneOf, sample, textOrNone } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

const NOTE = 'Аванс за альбом';

const RecoupableBody = t.Object({
  amount,
  release: id('релиза, из дохода которого удерживается', RELEASES.finalized),
  note: t.Optional(textOrNone(1000, { examples: [NOTE] })),
  date: day('2026-09-01'),
});
const RecoupableDocument = t.Object({
  id: sample('5eed0f000000000000000001'),
  type: oneOf(['advance', 'cost'], 'advance'),
  artist: sample(PEOPLE.artist),
  amount: money(150.5),
  open: money(150.5),
  release: nullable(RELEASES.finalized),
  note: sample(NOTE),
  date: sample('2026-09-01'),
  createdAt: moment,
});
const RecoupablesDocument = t.Object({ open: money(150.5), data: t.Array(RecoupableDocument) });

const recoupableDocument = (item: Recoupable): Static<typeof RecoupableDocument> => ({
  id: item.id,
  type: item.type,
  artist: item.artistId,
  amount: fromMinor(item.amount),
  open: fromMinor(item.open),
  release: item.releaseId,
  note: item.note ?? '',
  date: item.date,
  createdAt: instant(item.createdAt),
});

const artistOf = idOr(() => refuseOfRoster('artist'));

/** Wire to domain. @throws invalid (`amount`, `date`), not_found (`release`) for a malformed id */
function read(type: RecoupableType, artistId: Id, body: Static<typeof RecoupableBody>): RecoupableData {
  const date = readDay('date', body.date);
  return {
    ...{ type, artistId, amount: readMoney('amount', body.amount), note: body.note || null },
    releaseId: readIdOrNone(body.release, () => refuseRelease('release')),
    ...(date === null ? {} : { date }),
  };
}

/** Of chapter «Роялти»: advances and costs, which an artist's earnings recoup. */
export function recoupmentRoutes(services: Services) {
  const { recoupment, config } = services;
  const allow = labelAccess(services);
  const path = { id: { example: PEOPLE.artist, description: 'ID артиста' } };
  const access = allow('root');
  const booking = {
    access,
    answers: { 201: RecoupableDocument },
    refuses: [404, 409, 422],
    parameters: IDEMPOTENCY,
    path,
  } as const;

  return chapters(services, labelDialect(config))('/royalties', 'label: royalties')
    .post(
      '/:id/advance',
      async ({ caller, params, body, request, set }) => {
        const data = read('advance', artistOf(params.id), trimmed(body));
        return created(set, recoupableDocument(await recoupment.book(caller, data, readKey(request))));
      },
      {
        member: {
          ...booking,
          summary: 'Добавление аванса',
          about:
            'Записывает аванс, который удерживается из дохода артиста: с релизом — из дохода этого релиза, без него — из любого.',
        },
        body: RecoupableBody,
      },
    )
    .post(
      '/:id/cost',
      async ({ caller, params, body, request, set }) => {
        const data = read('cost', artistOf(params.id), trimmed(body));
        return created(set, recoupableDocument(await recoupment.book(caller, data, readKey(request))));
      },
      {
        member: {
          ...booking,
          summary: 'Добавление расхода',
          about: 'Записывает расход лейбла, который удерживается из дохода артиста так же, как аванс.',
        },
        body: RecoupableBody,
      },
    )
    .get(
      '/:id/recoupable',
      async ({ params, query, request, set }): Promise<Static<typeof RecoupablesDocument>> => {
        const page = await recoupment.of(artistOf(params.id), readPage(query, config.listLimit));
        const items = withNextLink(page, { request, set }, config);
        return { open: fromMinor(page.open), data: items.map(recoupableDocument) };
      },
      {
        member: {
          summary: 'Авансы и расходы артиста',
          about:
            'Возвращает авансы и расходы, начиная с самого раннего, и сколько из всех них ещё не удержано; продолжение — по адресу в заголовке `Link`.',
          access: allow('label', accountInPath()),
          answers: { 200: RecoupablesDocument },
          refuses: [404],
          path,
        },
        query: LinkedQuery,
      },
    );
}
