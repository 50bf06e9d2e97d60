import { expect, test } from 'bun:test';
import { contractService } from '../../../src/domain/label/contracts/service.ts';
import { onEachEngine } from '../../support/house.ts';

let artists = 0;
const NOBODY = '0'.repeat(24);
const NEW_YEAR = Date.UTC(2031, 0, 1);
/** These tests are about contracts alone. */
const UNHEARD = { emit: async () => {} };

onEachEngine('contracts', (house) => {
  const artist = async () =>
    (
      await house().services.accounts.register({
        login: `signatory${++artists}`,
        password: 'password',
        role: 'artist',
      })
    ).id;
  /** Contracts made at a time. */
  const at = (time: number) =>
    contractService(house().db, house().services.roster, house().services.documents, UNHEARD, () => time);
  const refused = (kind: string, subject: string) => ({ kind, detail: { subject } });

  test('make · a contract has the year of its making and the next number of that year', async () => {
    const [one, two, three] = [await artist(), await artist(), await artist()];
    expect(await at(NEW_YEAR - 1).make(one, 5000)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      artistId: one,
      number: '2030-001',
      percentage: 5000,
      file: null,
      status: 'active',
      to: null,
      terminatedAt: null,
      createdAt: NEW_YEAR - 1,
    });
    expect((await at(NEW_YEAR).make(two, 0)).number).toBe('2031-001');
    // A clock that goes back a little takes up the old year where it was.
    expect((await at(NEW_YEAR - 1).make(three, 10_000)).number).toBe('2030-002');
  });

  test('make · numbers given at once, before and after new year, have no duplicate and no gap', async () => {
    const year = 2040;
    const ids = await Promise.all(Array.from({ length: 40 }, artist));
    const services = [at(Date.UTC(year, 11, 31, 23, 59, 59, 999)), at(Date.UTC(year + 1, 0, 1))];
    // Every artist is asked for three times: two of the three are refused and use up no number.
    const attempts = ids.flatMap((id, n) =>
      Array.from({ length: 3 }, () => (services[n % 2] as (typeof services)[0]).make(id, 100)),
    );
    const results = await Promise.allSettled(attempts);
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(80);
    for (const { reason } of refusals) expect(reason).toMatchObject(refused('conflict', 'contract_exists'));
    const numbers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.number] : []));
    const expected = [year, year + 1].flatMap((y) =>
      Array.from({ length: 20 }, (_, n) => `${y}-${String(n + 1).padStart(3, '0')}`),
    );
    expect(numbers.toSorted()).toEqual(expected);
  });

  test('make · after 999 in a year the numbers go on and sort as numbers', async () => {
    const { contractYears } = house().db.tables;
    await house().db.write((tx) => tx.insert(contractYears).values({ year: 2050, last: 998 }));
    const in2050 = at(Date.UTC(2050, 5));
    for (const number of ['2050-999', '2050-1000', '2050-1001'])
      expect((await in2050.make(await artist(), 1)).number).toBe(number);
    const { entries } = await in2050.list({
      ...{ page: 1, limit: 10, search: '2050-', filters: {} },
      sort: [{ by: 'number', direction: 'desc' }],
    });
    expect(entries.map(({ number }) => number)).toEqual(['2050-1001', '2050-1000', '2050-999']);
  });

  test('make · contracts are made with artists only, one each', async () => {
    const contracts = house().services.contracts;
    const manager = await house().services.accounts.register({
      ...{ login: `steward${++artists}`, password: 'password', role: 'manager' },
    });
    for (const id of [NOBODY, manager.id])
      await expect(contracts.make(id, 1)).rejects.toMatchObject(refused('invalid', 'not_artist'));
    const id = await artist();
    await contracts.make(id, 1);
    await expect(contracts.make(id, 1)).rejects.toMatchObject(refused('conflict', 'contract_exists'));
  });

  test('addAppendix, terminate · appendices and the termination are numbered in one sequence, also when made at once', async () => {
    const contracts = house().services.contracts;
    const id = await artist();
    const { number } = await contracts.make(id, 1);
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? contracts.terminate(id) : contracts.addAppendix(id))),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(9);
    for (const { reason } of refusals) expect(reason).toMatchObject(refused('conflict', 'termination_exists'));
    const { appendices } = await contracts.of(id);
    expect(appendices.map((appendix) => appendix.number)).toEqual(
      Array.from({ length: 21 }, (_, n) => `${number}-${n + 1}`),
    );
    expect(appendices.filter(({ type }) => type === 'termination')).toHaveLength(1);
  });

  test('confirmTermination · a termination ends the contract when it is confirmed', async () => {
    const contracts = house().services.contracts;
    const id = await artist();
    await expect(contracts.terminate(id)).rejects.toMatchObject(refused('not_found', 'contract'));
    await expect(contracts.confirmTermination(id, 'x')).rejects.toMatchObject(refused('not_found', 'termination'));
    await contracts.make(id, 1);
    await expect(contracts.confirmTermination(id, 'x')).rejects.toMatchObject(refused('not_found', 'termination'));
    const { number } = await contracts.terminate(id);
    expect((await contracts.of(id)).status).toBe('active');
    await contracts.confirmTermination(id, 'end.pdf');
    expect(await contracts.of(id)).toMatchObject({
      status: 'terminated',
      appendices: [{ number, type: 'termination', file: 'end.pdf' }],
    });
  });

  test('change, changeAppendix · what is given of a contract or an appendix is changed, and nothing else', async () => {
    const contracts = house().services.contracts;
    const id = await artist();
    const made = await contracts.make(id, 1250);
    expect(await contracts.change(id, { file: 'a.pdf' })).toMatchObject({ percentage: 1250, file: 'a.pdf' });
    expect(await contracts.change(id, { percentage: 0 })).toMatchObject({ percentage: 0, file: 'a.pdf' });
    const { number } = await contracts.addAppendix(id);
    expect(await contracts.changeAppendix(number, 'b.pdf')).toEqual({
      ...{ id: expect.any(String), type: 'appendix', number, file: 'b.pdf' },
    });
    expect(await contracts.of(id)).toMatchObject({ id: made.id, number: made.number, status: 'active' });
    for (const number of ['2031-001-99', '', "'", 'nul\0', 'half\ud800'])
      await expect(contracts.changeAppendix(number, 'x')).rejects.toMatchObject(refused('not_found', 'appendix'));
    await expect(contracts.change(NOBODY, { percentage: 1 })).rejects.toMatchObject(refused('not_found', 'contract'));
  });

  test('remove · whose contract it is cannot be deleted, and who has none can', async () => {
    const { accounts, contracts } = house().services;
    const [signed, free] = [await artist(), await artist()];
    await contracts.make(signed, 1);
    await expect(accounts.remove(signed)).rejects.toMatchObject(refused('conflict', 'kept_account'));
    expect((await contracts.of(signed)).artist.id).toBe(signed);
    await accounts.remove(free);
    expect(await accounts.byId(free)).toBeUndefined();
  });
});
