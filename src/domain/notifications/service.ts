import type { Database, Handle } from '../../db/database.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { pieces } from '../../lib/pieces.ts';
import type { Events } from '../events.ts';
import type { Roster } from '../roster/service.ts';
import type { Task } from '../tasks/model.ts';
import type { Tasks } from '../tasks/service.ts';
import { CONTRACT_ENDING, type Ending, type Notice, type Notification, refuse, TRIM_NOTIFICATIONS } from './model.ts';
import { notificationStore } from './store.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Days before the end of a contract at which people are told. */
const AHEAD = 30;
/** Milliseconds for which what was read is kept, and between two looks for what is older. */
const [KEPT, TRIMMED_EVERY] = [30 * DAY, DAY];
/** Notifications that are deleted in one transaction. */
const DELETED_AT_ONCE = 1000;
/** Notices that are told in one statement, whose parameters have a limit. */
const AT_ONCE = 250;

export type Notifications = ReturnType<typeof notificationService>;

/** What people of the label are told: each has their own list, and marks in it what they have read. */
export function notificationService(
  db: Database,
  roster: Pick<Roster, 'standings'>,
  events: Events,
  tasks: Pick<Tasks, 'schedule' | 'scheduleOnce'>,
  now: () => number = Date.now,
) {
  const store = notificationStore(db);

  /** Tells artists and their managers, in the transaction of what has happened. */
  async function tell(tx: Handle, notices: readonly Notice[]): Promise<void> {
    const createdAt = now();
    for (const some of pieces(notices, AT_ONCE)) {
      const artists = await roster.standings([...new Set(some.map(({ artist }) => artist))], tx);
      const managers = new Map(artists.map(({ id, managerId }) => [id, managerId]));
      const rows = some.flatMap(({ artist, ...notice }) => {
        const manager = managers.get(artist);
        return [artist, ...(manager ? [manager] : [])].map((accountId) => ({ ...notice, accountId }));
      });
      await store.insert(
        tx,
        rows.map((row) => ({ ...row, id: newId(createdAt), createdAt })),
      );
    }
  }

  /** The notifications of an account, newest first, and how many of all it has not read. */
  async function list(
    account: Id,
    page: Pick<ListRequest, 'page' | 'limit'>,
    onlyUnread: boolean,
  ): Promise<Listed<Notification> & { unread: number }> {
    const found = await store.list(db.read, account, onlyUnread, page);
    return { ...found, unread: onlyUnread ? found.total : await store.countUnread(db.read, account) };
  }

  /**
   * Marks notifications of an account as read.
   * @param ids absent: all; `undefined` among them stands for a text that is no id
   * @returns how many it has not read
   * @throws not_found (`notification`) when one of them is not the account's: then none is marked
   */
  const markRead = (account: Id, ids?: readonly (Id | undefined)[]): Promise<number> =>
    db.write(async (tx) => {
      const wanted = ids && [...new Set(ids)].map(known);
      if (wanted && (await store.countAmong(tx, account, wanted)) < wanted.length) throw refuse('notification');
      await store.markRead(tx, account, now(), wanted);
      await tasks.scheduleOnce(tx, TRIM_NOTIFICATIONS, TRIM_NOTIFICATIONS, {}, now() + TRIMMED_EVERY);
      return store.countUnread(tx, account);
    });

  /** Plans to tell of the end of a contract: 30 days before its last day, or at once when that is past. The contract is locked. */
  async function expectEnding(tx: Handle, ending: Ending): Promise<void> {
    const { contract, day } = ending;
    if ((await store.dayOf(tx, contract)) === day) return;
    await store.setDay(tx, contract, day);
    if (day === null) return;
    const due = Date.parse(day) - AHEAD * DAY;
    if (due <= now()) await tellEnding(tx, { ...ending, day });
    // A lane of its own for each day: a task that is not due yet would delay an earlier one in the same lane.
    else await tasks.schedule(tx, CONTRACT_ENDING, `${contract} ${day}`, ending, due);
  }

  /** Tells of the end of a contract, unless the day is another one by now, or was told before. */
  async function tellEnding(tx: Handle, { artist, contract, number, day }: Ending & { day: string }): Promise<void> {
    if (!(await store.tellDay(tx, contract, day))) return;
    const subject = { kind: 'contract', id: contract } as const;
    await events.emit(tx, 'label.notices', [{ artist, type: 'contract_ending', text: `${number}: ${day}`, subject }]);
  }

  /** Handles the tasks of contracts that end in 30 days. */
  async function onEnding(tx: Handle, due: readonly Task[]): Promise<void> {
    for (const { data } of due) await tellEnding(tx, data as Ending & { day: string });
  }

  /** Handles tasks: deletes what was read long ago, and asks for the next one while something is read. */
  async function onTrim(tx: Handle): Promise<void> {
    const deleted = await store.deleteRead(tx, now() - KEPT, DELETED_AT_ONCE);
    const pause = deleted < DELETED_AT_ONCE ? TRIMMED_EVERY : 1;
    if (pause === 1 || (await store.isAnyRead(tx)))
      await tasks.schedule(tx, TRIM_NOTIFICATIONS, TRIM_NOTIFICATIONS, {}, now() + pause);
  }

  return { tell, list, markRead, expectEnding, onEnding, onTrim };
}

/** @throws not_found (`notification`) for what is no id */
function known(id: Id | undefined): Id {
  if (id === undefined) throw refuse('notification');
  return id;
}
