import { beforeAll, describe, expect, test } from 'bun:test';
import { fill } from '../../scripts/bench/scale/fill.ts';
import { listOf, type Question, questionsOf, signIn, whyGrowing } from '../../scripts/bench/scale/questions.ts';
import { sizeOf } from '../../scripts/bench/scale/size.ts';
import { onEachEngine } from '../support/house.ts';
import { ask, indexFromScratch, indexOf } from '../support/library.ts';
import { faultsOf, type Sent, statementsOf } from '../support/plans.ts';

const SIZE = sizeOf(2500);

onEachEngine('scale', (house) => {
  let asked: () => Sent[] = () => [];
  let requestFor: Awaited<ReturnType<typeof signIn>>;

  beforeAll(async () => {
    const { dataDir, databaseUrl } = house().config;
    await fill(databaseUrl === undefined ? { dataDir } : { databaseUrl }, SIZE);
    asked = statementsOf(house());
    const send = (method: string, path: string, headers: Record<string, string>, body?: object) =>
      house().fetch(method, path, { headers, ...(body && { body }) });
    requestFor = await signIn(send, 'root-password');
  }, 60_000);

  test('fill · makes the index that the catalogue comes to', async () => {
    expect(await indexOf(house())).toEqual(await indexFromScratch(house()));
  }, 30_000);

  test('search · what very many begin with is found page by page, once: what begins so first, then the rest', async () => {
    const page = async (offset: number, size: number) =>
      (await house().services.library.search('t', { tracks: { offset, size } })).tracks;
    const found: string[] = [];
    for (let some = await page(0, 43); some.length > 0; some = await page(found.length, 43)) found.push(...some);
    const begun = `name_key >= 't' and name_key < 'u'`;
    const blocks = [0, 500].map(
      (block) =>
        `select id from (select * from library_tracks where ${begun} order by name_key, sort_key, id
          limit 500 offset ${block}) as block order by sort_key, id`,
    );
    const first = (await Promise.all(blocks.map((text) => ask(house(), text)))).flat().map(({ id }) => id as string);
    expect(first.length).toBeGreaterThan(500);
    expect(found.slice(0, first.length)).toEqual(first);
    const words = [`name_key`, `(select name_key from library_albums al where al.id = library_tracks.album)`].concat(
      `(select name_key from library_artists ar where ar.id = library_tracks.artist)`,
    );
    const rest = await ask(
      house(),
      `select id from library_tracks where not (${begun}) and (${words.map((key) => `' ' || ${key} like '% t%'`).join(' or ')})`,
    );
    expect(rest.length).toBeGreaterThan(500);
    expect(found.slice(first.length).toSorted()).toEqual(rest.map(({ id }) => id as string).toSorted());
    for (const offset of [499, 501, first.length - 1, first.length, first.length + 499, found.length])
      expect(await page(offset, 7)).toEqual(found.slice(offset, offset + 7));
    expect(await page(1_000_000, 7)).toEqual([]);
  });

  const byList = Map.groupBy(
    questionsOf(SIZE).filter((question) => whyGrowing(question) === undefined),
    listOf,
  );
  describe('lists', () => {
    test.each([...byList])('%s · reads no large table from end to end, and sorts no list', async (_, questions) => {
      asked();
      for (const [turn, question] of questions.entries()) expect(await answered(question, turn)).toBe(true);
      const isList = questions.length > 1;
      expect(await faultsOf(house(), asked(), { sorts: isList })).toEqual([]);
    });
  });

  async function answered(question: Question, turn: number): Promise<boolean> {
    const { path, headers } = requestFor(question, turn);
    const answer = await house().handle(new Request(`http://localhost${path}`, { headers }));
    return answer.ok && !(await answer.text()).includes('"status":"failed"');
  }
});
