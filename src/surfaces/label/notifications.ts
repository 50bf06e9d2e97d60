import { type Static, Type as t } from '@sinclair/typebox';
import { NOTICES, type Notification } from '../../domain/notifications/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import type { Parameter } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, RELEASES } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import { ofLabel } from './access.ts';
import { labelDialect } from './errors.ts';
import { ListAnswer, listAnswer, PAGING, readPaging } from './list-wire.ts';
import { moment, oneOf, sample } from './shapes.ts';

const MOST_IDS = 1000;
const ReadBody = t.Object({
  ids: t.Optional(
    t.Union([t.Array(t.String({ maxLength: 100 }), { maxItems: MOST_IDS }), t.Null()], {
      description: `список до ${MOST_IDS} ID уведомлений`,
      examples: [null],
    }),
  ),
  all: t.Optional(t.Union([t.Boolean(), t.Null()], { description: 'true — все уведомления', examples: [true] })),
});

const SubjectDocument = t.Object({
  kind: oneOf(['release', 'statement', 'payout', 'contract'], 'release'),
  id: sample(RELEASES.approved),
});
const unread = t.Integer({ description: 'сколько всего не прочитано', examples: [1] });
const NotificationDocument = t.Object({
  id: sample(PEOPLE.guest),
  type: oneOf(NOTICES, 'release_approved'),
  text: sample('Отличный релиз'),
  subject: SubjectDocument,
  read: t.Boolean({ examples: [false] }),
  createdAt: moment,
});
const UnreadAnswer = t.Object({ unread });

/** Domain to wire. */
const notificationDocument = (found: Notification): Static<typeof NotificationDocument> => ({
  id: found.id,
  type: found.type,
  text: found.text,
  subject: found.subject,
  read: found.isRead,
  createdAt: instant(found.createdAt),
});

const UNREAD: Parameter = {
  name: 'unread',
  in: 'query',
  description: 'true — только непрочитанные',
  example: 'true',
  schema: { type: 'string' },
};

/** Chapter «Уведомления»: what the caller is told. */
export function notificationRoutes(services: Services) {
  const { notifications, config } = services;
  const access = ofLabel('каждому, у кого есть роль в лейбле: свои уведомления');

  return chapters(services, labelDialect(config))('/notifications', 'label: notifications')
    .get(
      '/',
      async ({ caller, request }) => {
        const page = readPaging(request);
        const found = await notifications.list(caller.id, page, readUnread(request));
        return { ...listAnswer(found, page, notificationDocument), unread: found.unread };
      },
      {
        member: {
          summary: 'Получение уведомлений',
          about: 'Возвращает страницу своих уведомлений, новые идут первыми, и число всех непрочитанных.',
          access,
          answers: { 200: t.Object({ ...ListAnswer(NotificationDocument).properties, unread }) },
          refuses: [400],
          parameters: [UNREAD, ...PAGING],
        },
      },
    )
    .post(
      '/read',
      async ({ caller, body }) => {
        const ids = readIds(body);
        return { unread: await notifications.markRead(caller.id, ids?.map(parseId)) };
      },
      {
        member: {
          summary: 'Отметка уведомлений прочитанными',
          about: 'Отмечает прочитанными перечисленные или все свои уведомления и возвращает, сколько ещё не прочитано.',
          access,
          answers: { 200: UnreadAnswer },
          refuses: [404],
        },
        body: ReadBody,
      },
    );
}

/** @throws invalid (`unread`) */
function readUnread(request: Request): boolean {
  const text = new URL(request.url).searchParams.get('unread') || 'false';
  if (text !== 'true' && text !== 'false') throw invalid('unread', 'must be true or false', { rule: 'true или false' });
  return text === 'true';
}

/** Wire to domain: which are meant; `undefined` for all. @throws invalid (`ids`) when it says neither */
function readIds({ ids, all }: Static<typeof ReadBody>): string[] | undefined {
  if (all) return undefined;
  if (!ids) throw invalid('ids', 'is required', { missing: true });
  return ids;
}
