import { randomBytes } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/engines.ts';
import { newId } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { pieces } from '../../lib/pieces.ts';
import { sealsOf } from '../../lib/seals.ts';
import { instant } from '../../lib/time.ts';
import type { Notice, NoticeType } from '../notifications/model.ts';
import type { Tasks } from '../tasks/service.ts';
import { addressesOf, addressIn, isPublic, type Resolve, resolveHost } from './addresses.ts';
import { delivering } from './delivering.ts';
import { type Delivery, refuse, type Webhook } from './model.ts';
import { type SealedWebhook, webhookStore } from './store.ts';
import { trimming } from './trimming.ts';

const SECRET_BYTES = 32;
/** Rows of one statement, whose parameters have a limit. */
const AT_ONCE = 500;
/** Milliseconds that looking up the name of a new webhook may take. */
const LOOKUP = 3_000;

export type Webhooks = ReturnType<typeof webhookService>;

/**
 * Tells other programs what people are told, each notice once a webhook, signed with its key.
 * @param secret seals the keys
 * @param resolve finds the addresses of hosts
 */
export function webhookService(
  db: Database,
  config: Pick<Config, 'webhooksPrivate' | 'webhooksRetry'>,
  secret: string,
  tasks: Pick<Tasks, 'schedule' | 'scheduleOnce'>,
  resolve: Resolve = resolveHost,
) {
  const store = webhookStore(db);
  const { planTrim, onTrim } = trimming(store, tasks);
  const seals = sealsOf(secret, 'tonearm webhooks');

  /** Plans the deliveries of notices, in their transaction. */
  async function announce(tx: Handle, notices: readonly Notice[]): Promise<void> {
    const hooks = await store.list(tx);
    const createdAt = Date.now();
    const rows = notices.flatMap(({ artist, type, text, subject }) =>
      hooks
        .filter(({ events }) => events === null || events.includes(type))
        .map((hook) => {
          const id = newId(createdAt);
          const body = { id, type, createdAt: instant(createdAt), data: { artist, subject, text } };
          return { id, hookId: hook.id, type, createdAt, body: JSON.stringify(body) };
        }),
    );
    for (const some of pieces(rows, AT_ONCE)) await store.insert(tx, some);
    if (rows.length > 0) await planTrim(tx);
  }

  /**
   * Sets all webhooks. One whose address stays keeps its id and its key; what was to be sent to one that goes is given up.
   * @returns them with their keys
   * @throws invalid (`webhook_url`, `webhook_twice`)
   */
  async function replace(
    hooks: readonly { url: string; events: NoticeType[] | null }[],
  ): Promise<(Webhook & { secret: string })[]> {
    const urls = await Promise.all(hooks.map(({ url }) => checkUrl(url)));
    if (new Set(urls).size < urls.length) throw refuse('webhook_twice');
    const work = async (tx: Handle) => {
      await store.lock(tx);
      // Who held the lock before may have set others.
      const before = new Map((await store.list(tx)).map((hook) => [hook.url, hook]));
      const createdAt = Date.now();
      const all = hooks.map(({ events }, at) => {
        const url = urls[at] as string;
        const { id = newId(createdAt), sealed } = before.get(url) ?? {};
        const secret = (sealed && seals.unseal(id, sealed)) ?? randomBytes(SECRET_BYTES).toString('base64url');
        return { id, url, events, secret };
      });
      await store.replace(
        tx,
        all.map(({ secret, ...hook }) => ({ ...hook, sealed: seals.seal(hook.id, secret), createdAt })),
      );
      await store.giveUp(
        tx,
        all.map(({ id }) => id),
      );
      return all;
    };
    // Of two at once, where nothing was set, the second finds what the first has set.
    return db.write(work).catch((error) => {
      if (isUniqueViolation(error)) return db.write(work);
      throw error;
    });
  }

  /** @returns the address as it is kept; a host that cannot be found now is checked when something is sent. @throws invalid (`webhook_url`) */
  async function checkUrl(text: string): Promise<string> {
    const url = URL.parse(text);
    const isTaken = url?.protocol === 'https:' || (url?.protocol === 'http:' && config.webhooksPrivate);
    if (!url || !isTaken || url.username || url.password) throw refuse('webhook_url');
    url.hash = '';
    if (config.webhooksPrivate) return url.href;
    if (addressIn(url) === undefined && isLocalName(url.hostname)) throw refuse('webhook_url');
    const found = await Promise.race([addressesOf(url, resolve).catch(() => []), Bun.sleep(LOOKUP).then(() => [])]);
    if (!found.every(isPublic)) throw refuse('webhook_url');
    return url.href;
  }

  /** All webhooks, in their order. */
  const list = async (): Promise<Webhook[]> => (await store.list(db.read)).map(withoutKey);

  /** What was, or is to be, sent, newest first. */
  const deliveries = (page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<Delivery>> =>
    store.listDeliveries(db.read, page);

  const keyOf = ({ id, sealed }: SealedWebhook): string | undefined => seals.unseal(id, sealed);

  return { announce, replace, list, deliveries, onTrim, ...delivering(db, config, keyOf, resolve) };
}

const withoutKey = ({ id, url, events }: Webhook): Webhook => ({ id, url, events });

/** Names that are this machine whatever answers them (RFC 6761, section 6.3). */
const isLocalName = (host: string): boolean => /(?:^|\.)localhost\.?$/.test(host);
