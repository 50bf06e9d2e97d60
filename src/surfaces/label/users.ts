import { type Static, Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { type PersonData, refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { allInPath, inPath, labelAccess } from './access.ts';
import { refuse } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './listing.ts';
import { absent, invalid, PersonBody, PersonDocument, received, strange, UserDocument } from './shapes.ts';
import { personData, readId, readIds, userDocument } from './wire.ts';

const USERS = {
  sorts: ['createdAt', 'role'],
  filters: { role: choice('filter[role]', ['root', 'manager', 'artist']) },
} as const;

const malformed = () => refuse('user_ids');
const unknown = () => refuseOfRoster('person');

/** Chapter «Пользователи»: the label's people. */
export function userRoutes(services: Services) {
  const { accounts, roster, media, config } = services;
  const label = labelAccess(services);

  return new Elysia({ prefix: '/users' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .put('/:id', async ({ params, body }) => personData(await roster.tell(readId(params.id, unknown), given(body))), {
      access: label('personal', inPath()),
      receives: {},
      body: PersonBody,
      detail: operation(
        'label',
        'Change what a person tells of himself',
        { 200: PersonDocument, ...received, ...strange, ...absent },
        { secured: true },
      ),
    })
    .get('/:id', async ({ params }) => (await roster.users(readIds(params.id, malformed))).map(userDocument), {
      access: label('label', allInPath('id', malformed)),
      detail: operation(
        'label',
        'People by their ids, separated by commas',
        { 200: t.Array(UserDocument), ...invalid, ...strange },
        { secured: true },
      ),
    })
    .get(
      '/',
      async ({ request }) => {
        const asked = readList(request, USERS);
        return listAnswer(await roster.listUsers(asked), asked, userDocument);
      },
      {
        access: label('root'),
        detail: operation(
          'label',
          'All people of the label',
          { 200: ListAnswer(UserDocument), ...invalid, ...strange },
          { secured: true, parameters: listParameters(USERS) },
        ),
      },
    );
}

/** `patronymic` stays as it is when it is absent; `null` and an empty text take it away. */
function given({ patronymic, ...rest }: Static<typeof PersonBody>): Partial<PersonData> {
  return { ...rest, ...(patronymic === undefined ? {} : { patronymic: patronymic || null }) };
}
