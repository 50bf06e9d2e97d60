import { type Static, Type as t } from '@sinclair/typebox';
import { type PersonData, refuse as refuseRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, PERSONS } from '../../lib/examples.ts';
import { accountInPath, accountsInPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { PersonBody, PersonDocument, UserDocument } from './shapes.ts';
import { idOr, personData, readIds, trimmed, userDocument } from './wire.ts';

const USERS = {
  sorts: { createdAt: 'createdAt', role: 'role' },
  filters: { role: choice('filter[role]', ['root', 'manager', 'artist'], 'artist') },
  search: { of: 'логину, email, фамилии, имени и контакту', example: PERSONS.artist.surname },
} as const;

const idOf = idOr(() => refuseRoster('person'));
const malformed = () => refuse('user_ids');

/** Chapter «Пользователи»: accounts with a role at the label. */
export function userRoutes(services: Services) {
  const { roster, config } = services;
  const allow = labelAccess(services);

  return chapters(services, labelDialect(config))('/users', 'label: people')
    .put(
      '/:id',
      async ({ params, body }) => personData(await roster.update(idOf(params.id), readPerson(trimmed(body)))),
      {
        member: {
          summary: 'Обновление информации о пользователе',
          about: 'Меняет личные данные и возвращает их.',
          access: allow('personal', accountInPath()),
          answers: { 200: PersonDocument },
          refuses: [404],
          path: { id: PEOPLE.artist },
        },
        body: PersonBody,
      },
    )
    .get('/:id', async ({ params }) => (await roster.users(readIds(params.id, malformed))).map(userDocument), {
      member: {
        summary: 'Получение информации о пользователях по ID',
        about: 'Возвращает пользователей в порядке перечисления, каждого один раз.',
        access: allow('label', accountsInPath('id', malformed)),
        who: 'Доступно: самому пользователю, его менеджеру, артистам этого менеджера и root.',
        answers: { 200: t.Array(UserDocument) },
        refuses: [400],
        path: { id: { example: PEOPLE.artist, description: 'ID пользователей через запятую' } },
      },
    })
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, USERS);
        return listAnswer(await roster.listUsers(listRequest), listRequest, userDocument);
      },
      {
        member: {
          summary: 'Получение списка всех пользователей',
          about: 'Возвращает страницу списка; без сортировки новые идут первыми.',
          access: allow('root'),
          answers: { 200: ListAnswer(UserDocument) },
          refuses: [400],
          parameters: listParameters(USERS),
        },
      },
    );
}

/** Wire to domain. An absent `patronymic` stays as it is; `null` and an empty text remove it. */
function readPerson({ patronymic, ...rest }: Static<typeof PersonBody>): Partial<PersonData> {
  return { ...rest, ...(patronymic === undefined ? {} : { patronymic: patronymic || null }) };
}
