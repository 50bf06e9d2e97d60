import { beforeAll, expect, test } from 'bun:test';
import type { Handle } from '../../../src/db/database.ts';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { recording } from '../../../src/domain/listening/recording.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { hide, listener, type Music, music } from '../../support/songs.ts';

const AT_ONCE = 300;

onEachEngine('recordListening', (house) => {
  let [one, two] = [] as unknown as [Account, Account];
  let own: Music;
  let hidden: Music;
  beforeAll(async () => {
    [one, two] = [await listener(house()), await listener(house())];
    own = await music(house(), undefined, 3);
    const musician = await listener(house());
    hidden = await music(house(), musician, 1);
    await hide(house(), musician);
  });
  const record = (account: Account, track = '') => house().services.listening.recordListening(account, track);
  const counts = async (account: Account, kind: 'track' | 'album', ids: string[]) => {
    const found = await house().services.players.listensOf(account, kind, ids);
    return ids.map((id) => found.get(id)?.count ?? 0);
  };

  test('of many at once each is in its history once, and counted once', async () => {
    const made = Array.from({ length: AT_ONCE }, (_, n) => ({ by: n % 3 === 0 ? one : two, track: own.songs[n % 2] }));
    const entries = await Promise.all(made.map(({ by, track }) => record(by, track)));
    for (const account of [one, two]) {
      const expected = entries.filter((entry) => entry.account === account.id);
      const { entries: listed } = await house().services.listening.historyOf(account, { limit: 1000 });
      expect(listed.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
      const times = own.songs.map((song) => expected.filter(({ track }) => track === song).length);
      expect(await counts(account, 'track', own.songs)).toEqual(times);
      expect(await counts(account, 'album', [own.album])).toEqual([expected.length]);
    }
  });

  test('what is refused of many at once takes nobody along', async () => {
    const before = await counts(one, 'album', [own.album]);
    const gone = { ...one, id: newId() };
    const asked: [Account, string | undefined][] = [
      ...[0, 1, 2].flatMap((n): [Account, string | undefined][] => [
        [one, own.songs[n]],
        [one, newId()],
        [gone, own.songs[n]],
        [one, hidden.songs[0]],
        [one, 'none'],
      ]),
    ];
    const outcomes = await Promise.allSettled(asked.map(([account, track]) => record(account, track)));
    expect(outcomes.map(({ status }) => status)).toEqual(asked.map((_, n) => (n % 5 === 0 ? 'fulfilled' : 'rejected')));
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ kind: 'invalid', detail: { field: 'track' } });
    expect(await counts(one, 'album', [own.album])).toEqual([(before[0] as number) + 3]);
  });
});

test('recording · what comes while two transactions are under way shares the next; one that fails is over', async () => {
  const begun: { work: (tx: Handle) => Promise<unknown>; fail: (error: Error) => void }[] = [];
  const written: string[][] = [];
  const db = {
    write: <Result>(work: (tx: Handle) => Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        begun.push({ work: () => work({} as Handle).then(resolve), fail: reject });
      }),
  };
  const insertUnlessHidden = async (_: Handle, entries: readonly { id: string }[]) => {
    written.push(entries.map(({ id }) => id));
    return new Set(entries.map(({ id }) => id));
  };
  const { record } = recording(db, { insertUnlessHidden }, { emit: async () => {} });
  const add = (id: string) => record({ id, account: 'a', track: 't', heardAt: 0 }).catch(({ message }) => message);
  const turn = () => new Promise(setImmediate);
  const go = (n: number) => begun[n]?.work({} as Handle);

  const answers = [add('1')];
  await turn();
  answers.push(add('2'));
  const first = go(0);
  answers.push(add('3'));
  await turn();
  // The second has not begun, and the first is not over.
  answers.push(add('4'));
  await turn();
  expect([begun.length, written]).toEqual([2, [['1', '2']]]);
  await first;
  begun[1]?.fail(new Error('away'));
  await turn();
  answers.push(add('5'));
  await turn();
  await go(2);
  expect(written).toEqual([['1', '2'], ['5']]);
  expect(await Promise.all(answers)).toEqual([true, true, 'away', 'away', true]);
});
