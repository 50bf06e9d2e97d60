import { type Static, Type as t } from '@sinclair/typebox';
import { NOTICES } from '../../domain/notifications/model.ts';
import type { Services } from '../../domain/services.ts';
import { type Delivery, type DeliveryFailure, MOST_WEBHOOKS, type Webhook } from '../../domain/webhooks/model.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { instant } from '../../lib/time.ts';
import { labelAccess } from './access.ts';
import { labelDialect, WEBHOOK_URL } from './errors.ts';
import { ListAnswer, listAnswer, PAGING, readPaging } from './list-wire.ts';
import { moment, oneOf, sample, text } from './shapes.ts';
import { trimmed } from './wire.ts';

const EXAMPLE = 'https://hooks.example/tonearm';
const EVENTS = `Поле events: список из значений ${NOTICES.join(', ')}`;

const HooksBody = t.Object({
  hooks: t.Array(
    t.Object({
      url: text(2000, { description: 'адрес', refusal: WEBHOOK_URL, absence: 'Отсутствует обязательное поле: url' }),
      events: t.Optional(
        t.Union(
          [
            t.Array(
              t.Union(
                NOTICES.map((type) => t.Literal(type)),
                { refusal: EVENTS },
              ),
              { maxItems: 100, refusal: EVENTS },
            ),
            t.Null(),
          ],
          { refusal: EVENTS },
        ),
      ),
    }),
    {
      maxItems: MOST_WEBHOOKS,
      description: `список до ${MOST_WEBHOOKS} объектов с полями url и events`,
      examples: [[{ url: EXAMPLE, events: ['release_approved'] }]],
    },
  ),
});

const HookDocument = t.Object({
  id: sample(PEOPLE.guest),
  url: sample(EXAMPLE),
  events: t.Array(oneOf(NOTICES, 'release_approved'), { examples: [['release_approved']] }),
});
const KeyedHookDocument = t.Object({
  ...HookDocument.properties,
  secret: t.String({ description: 'ключ подписи', examples: ['2QJmKfV8d0WcVY3uXwq3mQ0u1n0rj2l5n7o9p1r3s5t'] }),
});
const DeliveryDocument = t.Object({
  id: sample(PEOPLE.guest),
  hook: sample(PEOPLE.guest),
  type: oneOf(NOTICES, 'release_approved'),
  status: oneOf(['pending', 'delivered', 'failed'], 'delivered'),
  attempts: t.Integer({ examples: [1] }),
  response_status: t.Union([t.Integer(), t.Null()], { examples: [200] }),
  error: t.Union([t.String(), t.Null()], { examples: [null] }),
  createdAt: moment,
  nextAt: t.Union([t.String({ format: 'date-time' }), t.Null()], { examples: [null] }),
});

/** Why an attempt has failed, in words. */
const ERRORS: Readonly<Record<DeliveryFailure, string>> = {
  status: 'ответ не 2xx',
  redirect: 'перенаправление не допускается',
  timeout: 'нет ответа за 10 секунд',
  name: 'адрес не найден в DNS',
  address: 'адрес ведёт в частную сеть',
  connection: 'соединение не установлено или прервано',
  certificate: 'сертификат не подходит',
  removed: 'адрес убран из списка',
  secret: 'ключ подписи не читается: задайте адреса заново',
};

/** Domain to wire. */
const hookDocument = ({ id, url, events }: Webhook): Static<typeof HookDocument> => ({
  id,
  url,
  events: events ?? [...NOTICES],
});

const deliveryDocument = (found: Delivery): Static<typeof DeliveryDocument> => ({
  id: found.id,
  hook: found.hookId,
  type: found.type,
  status: found.status,
  attempts: found.attempts,
  response_status: found.responseStatus,
  error: found.error && ERRORS[found.error],
  createdAt: instant(found.createdAt),
  nextAt: found.nextAt === null ? null : instant(found.nextAt),
});

/** Chapter «Вебхуки»: other programs that are told what people are told. */
export function webhookRoutes(services: Services) {
  const { webhooks, config } = services;
  const access = labelAccess(services)('root');

  return chapters(services, labelDialect(config))('/webhooks', 'label: notifications')
    .put(
      '/',
      async ({ body }) => {
        const hooks = trimmed(body).hooks.map(({ url, events }) => ({ url, events: events?.length ? events : null }));
        const set = await webhooks.replace(hooks);
        return { data: set.map(({ secret, ...hook }) => ({ ...hookDocument(hook), secret })) };
      },
      {
        member: {
          summary: 'Настройка вебхуков',
          about:
            'Заменяет все адреса и показывает ключи подписи; без `events` адрес получает всё. Адрес, который остаётся, сохраняет ID и ключ. Каждое событие приходит запросом POST с заголовками `X-Tonearm-Delivery`, `X-Tonearm-Timestamp` и `X-Tonearm-Signature: sha256=<hex>`, где подпись — HMAC-SHA-256 ключа над временем, точкой и телом.',
          access,
          answers: { 200: t.Object({ data: t.Array(KeyedHookDocument) }) },
        },
        body: HooksBody,
      },
    )
    .get('/', async () => ({ data: (await webhooks.list()).map(hookDocument) }), {
      member: {
        summary: 'Получение вебхуков',
        about: 'Возвращает адреса без ключей подписи.',
        access,
        answers: { 200: t.Object({ data: t.Array(HookDocument) }) },
      },
    })
    .get(
      '/deliveries',
      async ({ request }) => {
        const page = readPaging(request);
        return listAnswer(await webhooks.deliveries(page), page, deliveryDocument);
      },
      {
        member: {
          summary: 'Получение отправок',
          about: 'Возвращает страницу отправок на все адреса, новые идут первыми.',
          access,
          answers: { 200: ListAnswer(DeliveryDocument) },
          refuses: [400],
          parameters: PAGING,
        },
      },
    );
}
