import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { reasonOf } from '../../db/loggable.ts';
import type { Id } from '../../lib/ids.ts';
import type { Resolve } from './addresses.ts';
import { type Outcome, send } from './sending.ts';
import { type Attempt, type Claimed, type SealedWebhook, webhookStore } from './store.ts';

/** Messages that are under way to one webhook at a time; another one that is slow holds none of them up. */
const MOST_AT_ONCE = 4;
/** Milliseconds that a message belongs to the process that sends it: more than sending may take. */
const LEASE = 30_000;
/** Milliseconds between two looks for messages. */
const POLL = 500;
/** Milliseconds that a stopping server waits for messages under way. One that it leaves is sent again when its lease ends. */
const GRACE = 3_000;

const USER_AGENT = 'Tonearm webhooks';

/**
 * Sends what webhooks are to get: each message is claimed with a lease in one transaction, sent outside of any, and what
 * came of it recorded in another. So each is sent by one of several processes, and again when that one dies.
 * @param keyOf the key of a webhook; `undefined` when it cannot be had
 */
export function delivering(
  db: Database,
  { webhooksPrivate, webhooksRetry }: Pick<Config, 'webhooksPrivate' | 'webhooksRetry'>,
  keyOf: (hook: SealedWebhook) => string | undefined,
  resolve: Resolve,
) {
  const store = webhookStore(db);
  const underWay = new Map<Id, Promise<void>>();
  let clock: Timer | undefined;
  let isStopped = false;
  let report: Pick<Logger, 'warn'> | undefined;

  /** Begins to send what is due, to each webhook beside the others. */
  async function look(): Promise<void> {
    const idle = (await store.list(db.read)).map(({ id }) => id).filter((id) => !underWay.has(id));
    if (idle.length === 0) return;
    for (const id of await store.withDue(db.read, idle, Date.now())) {
      if (isStopped || underWay.has(id)) continue;
      const sending = sendAll(id)
        .catch((error) => report?.warn({ reason: reasonOf(error) }, 'webhooks have to wait'))
        .finally(() => underWay.delete(id));
      underWay.set(id, sending);
    }
  }

  /** Sends all that is due to one webhook. */
  async function sendAll(id: Id): Promise<void> {
    while (!isStopped) {
      const hook = await store.byId(db.read, id);
      if (hook === undefined) return;
      const claimed = await db.write((tx) => store.claim(tx, id, Date.now(), LEASE, MOST_AT_ONCE));
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((one) => attempt(hook, one)));
    }
  }

  async function attempt(hook: SealedWebhook, claimed: Claimed): Promise<void> {
    const key = keyOf(hook);
    const outcome: Outcome =
      key === undefined
        ? { status: null, failure: 'secret' }
        : await send(
            { url: hook.url, headers: headersOf(claimed, key), body: claimed.body },
            { resolve, allowsPrivate: webhooksPrivate },
          );
    await db.write((tx) => store.record(tx, claimed, attemptOf(claimed.attempts + 1, outcome)));
  }

  function attemptOf(attempts: number, { status, failure }: Outcome): Attempt {
    const common = { attempts, responseStatus: status, error: failure };
    if (failure === null) return { ...common, status: 'delivered', nextAt: null };
    const pause = webhooksRetry[attempts - 1];
    if (pause === undefined) return { ...common, status: 'failed', nextAt: null };
    return { ...common, status: 'pending', nextAt: Date.now() + pause };
  }

  /** Looks for messages again and again, until it is stopped. */
  function start(log: Pick<Logger, 'warn'>): void {
    report = log;
    const round = async () => {
      await look().catch((error) => log.warn({ reason: reasonOf(error) }, 'webhooks have to wait'));
      if (!isStopped) clock = setTimeout(round, POLL);
    };
    void round();
  }

  /** Resolves when nothing is under way. */
  async function idle(): Promise<void> {
    await Promise.all(underWay.values());
  }

  /** Begins nothing more, and waits a while for what is under way. */
  async function stop(): Promise<void> {
    isStopped = true;
    clearTimeout(clock);
    await Promise.race([idle(), Bun.sleep(GRACE)]);
  }

  return { look, idle, start, stop };
}

/** What a message is sent with. The signature covers the time and the body, so that neither can be changed or sent later. */
function headersOf({ id, body }: Claimed, key: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    'x-tonearm-delivery': id,
    'x-tonearm-timestamp': timestamp,
    'x-tonearm-signature': `sha256=${signature}`,
  };
}
