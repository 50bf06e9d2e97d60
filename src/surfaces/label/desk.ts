import { type Static, Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { sendsFile } from '../../http/files/file-route.ts';
import { chapters } from '../../http/route.ts';
import { DRAFT, RELEASES as EXAMPLES, PEOPLE, PERSONS } from '../../lib/examples.ts';
import { artistsOf, labelAccess, ofLabel, releaseOwner } from './access.ts';
import { labelDialect, ROOT } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { ListedReleaseDocument, ReleaseDocument } from './release-shapes.ts';
import { listedReleaseDocument, releaseDocument } from './release-wire.ts';
import { RELEASE_LIST } from './releases.ts';
import { moment, oneOf, sample, textOrNone } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

/** A queue is worked off from its oldest entry. */
const WORK = { ...RELEASE_LIST, sorts: { ...RELEASE_LIST.sorts, createdAt: 'createdAt' } } as const;

const HEARINGS = '/v1/desk/hearings';
const noTrack = () => refuseRelease('track');
const noAudio = () => refuseRelease('audio');
const releaseOf = idOr(() => refuseRelease('release'));
const trackOf = idOr(noTrack);

const DecisionBody = t.Object({
  verdict: t.Union([t.Literal('approved'), t.Literal('rejected')], {
    description: 'одно из значений approved, rejected',
    examples: ['rejected'],
  }),
  message: t.Optional(textOrNone(2000, { examples: ['В третьем треке щелчок на 1:20'] })),
});

const HearingAnswer = t.Object({ address: sample(`${HEARINGS}/…`), ends_at: moment });

const PlaceAnswer = t.Object({
  id: sample(PEOPLE.artist),
  login: sample('artist'),
  role: oneOf(['root', 'manager', 'artist', ''], 'artist'),
  stage_name: sample(PERSONS.stageName),
  currency: sample('RUB'),
});

/** Chapter «Рабочий стол»: what somebody of the label finds at their desk, whoever they are. */
export function deskRoutes(services: Services) {
  const { releases, roster, config } = services;
  const allow = labelAccess(services);

  async function place({ id, login, role }: Account): Promise<Static<typeof PlaceAnswer>> {
    const [artist] = role === 'artist' ? await roster.artists([id]) : [];
    const shown = isLabelRole(role) ? role : '';
    return { id, login, role: shown, stage_name: artist?.stageName ?? '', currency: config.currency };
  }

  return chapters(services, labelDialect(config))('/desk', 'label: desk')
    .get('/', ({ caller }) => place(caller), {
      member: {
        summary: 'Место за столом',
        about:
          'Говорит, кто спрашивает: роль в лейбле (пусто, если её нет), сценическое имя артиста и валюта учёта. Так страница знает, какие комнаты открыть.',
        answers: { 200: PlaceAnswer },
      },
    })
    .get(
      '/releases',
      async ({ caller, request }) => {
        const listRequest = readList(request, WORK);
        const found = await releases.list(listRequest, await artistsOf(services, caller));
        return listAnswer(found, listRequest, listedReleaseDocument);
      },
      {
        member: {
          summary: 'Мои релизы',
          about:
            'Возвращает страницу релизов: артисту — своих, менеджеру — своих артистов, root — всех. Пустая страница — пустой список.',
          access: ofLabel('всем сотрудникам и артистам лейбла'),
          answers: { 200: ListAnswer(ListedReleaseDocument) },
          refuses: [400],
          parameters: listParameters(WORK),
        },
      },
    )
    .post(
      '/releases/:id/decision',
      async ({ caller, params, body }) => {
        const { verdict, message } = trimmed(body);
        return releaseDocument(await releases.decide(caller, releaseOf(params.id), verdict, message ?? ''));
      },
      {
        member: {
          summary: 'Решение по релизу',
          about:
            'Одобряет релиз, который на рассмотрении, или возвращает его артисту с причиной. Кто решает вторым, получает 409: первое решение остаётся.',
          access: allow('manager', releaseOwner(services)),
          answers: { 200: ReleaseDocument },
          refuses: [404, 409],
          path: { id: EXAMPLES.pending },
        },
        body: DecisionBody,
      },
    )
    .post(
      '/releases/:id/tracks/:trackId/hearing',
      async ({ params, set }) => {
        const { text, endsAt } = await releases.hearings.admit(releaseOf(params.id), trackOf(params.trackId));
        return created<Static<typeof HearingAnswer>>(set, {
          address: `${HEARINGS}/${text}`,
          ends_at: new Date(endsAt).toISOString(),
        });
      },
      {
        member: {
          summary: 'Адрес для прослушивания',
          about:
            'Даёт адрес, по которому трек можно слушать без токена (`GET`, `HEAD`, с `Range`): он подписан, годится для одного этого файла и 15 минут; потом, и с чужой подписью, — 403.',
          access: allow('label', releaseOwner(services, noTrack)),
          answers: { 201: HearingAnswer },
          refuses: [404],
          path: { id: EXAMPLES.draft, trackId: DRAFT.tracks[0] },
        },
      },
    );
}

/** Where tickets are good. No operation of the documentation: its addresses end, so none can be its example. */
export function hearingRoutes({ releases, media }: Pick<Services, 'releases' | 'media'>) {
  return new Elysia({ prefix: ROOT, detail: { hide: true } }).get(
    '/desk/hearings/:ticket',
    sendsFile(
      media,
      async ({ params }) => ({
        file: await releases.hearings.redeem(params.ticket ?? ''),
        cacheControl: 'private, no-cache',
      }),
      noAudio,
    ),
  );
}
