import { type Static, Type as t } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, PERSONS } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { ofLabel } from './access.ts';
import { labelDialect } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { ListedReleaseDocument } from './release-shapes.ts';
import { listedReleaseDocument } from './release-wire.ts';
import { RELEASE_LIST } from './releases.ts';
import { oneOf, sample } from './shapes.ts';

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

  async function place({ id, login, role }: Account): Promise<Static<typeof PlaceAnswer>> {
    const [artist] = role === 'artist' ? await roster.artists([id]) : [];
    const shown = isLabelRole(role) ? role : '';
    return { id, login, role: shown, stage_name: artist?.stageName ?? '', currency: config.currency };
  }

  /** The artists whose releases somebody works on; `undefined`: all. */
  async function artistsOf({ id, role }: Account): Promise<Id[] | undefined> {
    if (role === 'root') return undefined;
    return role === 'manager' ? roster.artistIdsOf(id) : [id];
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
        const listRequest = readList(request, RELEASE_LIST);
        const found = await releases.list(listRequest, await artistsOf(caller));
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
          parameters: listParameters(RELEASE_LIST),
        },
      },
    );
}
