import type { Handle } from '../../db/database.ts';
import type { Tasks } from '../tasks/service.ts';
import type { webhookStore } from './store.ts';

/** The topic, and the lane, of tasks that delete old deliveries. */
export const TRIM_DELIVERIES = 'trim_deliveries';

const HOUR = 60 * 60 * 1000;
/** Milliseconds for which a delivery is kept that is done or given up. */
const KEPT = 30 * 24 * HOUR;
/** Deliveries of a webhook that are kept, besides those that are still to be sent. */
const MOST_KEPT = 1000;
/** Deliveries that are deleted in one transaction. */
const DELETED_AT_ONCE = 1000;

/** Keeps the list of deliveries short: looks every hour, while there are any, for what is too old or too much. */
export function trimming(
  store: Pick<ReturnType<typeof webhookStore>, 'deleteOlder' | 'deleteBeyond' | 'hooks'>,
  tasks: Pick<Tasks, 'schedule' | 'scheduleOnce'>,
) {
  /** Plans to look for old ones, in the transaction that adds new ones. */
  const planTrim = (tx: Handle): Promise<void> =>
    tasks.scheduleOnce(tx, TRIM_DELIVERIES, TRIM_DELIVERIES, {}, Date.now() + HOUR);

  /** Handles tasks: deletes some, and asks for the next one. */
  async function onTrim(tx: Handle): Promise<void> {
    let left = DELETED_AT_ONCE - (await store.deleteOlder(tx, Date.now() - KEPT, DELETED_AT_ONCE));
    const hooks = await store.hooks(tx);
    for (const hook of hooks) if (left > 0) left -= await store.deleteBeyond(tx, hook, MOST_KEPT, left);
    if (hooks.length > 0)
      await tasks.schedule(tx, TRIM_DELIVERIES, TRIM_DELIVERIES, {}, Date.now() + (left > 0 ? HOUR : 1));
  }

  return { planTrim, onTrim };
}
