import { beforeAll, describe, expect, test } from 'bun:test';
import { fill } from '../../scripts/bench/scale/fill.ts';
import { listOf, type Question, questionsOf, signIn, whyGrowing } from '../../scripts/bench/scale/questions.ts';
import { sizeOf } from '../../scripts/bench/scale/size.ts';
import { searchStore } from '../../src/domain/library/search-store.ts';
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

  describe('search', () => {
    const BEGUN = `name_key >= 't' and name_key < 'u'`;
    const WORDS = [
      'name_key',
      '(select name_key from library_albums al where al.id = library_tracks.album)',
      '(select name_key from library_artists ar where ar.id = library_tracks.artist)',
    ];
    const SPOKEN = WORDS.map((key) => `' ' || ${key} like '% t%'`).join(' or ');
    const idsOf = async (text: string) => (await ask(house(), text)).map(({ id }) => id as string);
    const all = async (page: (offset: number) => Promise<string[]>) => {
      const found: string[] = [];
      for (let some = await page(0); some.length > 0; some = await page(found.length)) found.push(...some);
      return found;
    };

    test('what begins so comes first, then the rest, each by sort key, whatever the page', async () => {
      const page = async (offset: number, size = 743) =>
        (await house().services.library.search('t', { tracks: { offset, size } })).tracks;
      const first = await idsOf(
        `select id from library_tracks where ${BEGUN} order by name_key = 't' desc, sort_key, id`,
      );
      const rest = await idsOf(
        `select id from library_tracks where not (${BEGUN}) and (${SPOKEN}) order by sort_key, id`,
      );
      expect(Math.min(first.length, rest.length)).toBeGreaterThan(500);
      const found = await all(page);
      expect(found).toEqual([...first, ...rest]);
      for (const offset of [499, first.length - 1, first.length, first.length + 499, found.length])
        expect(await page(offset, 7)).toEqual(found.slice(offset, offset + 7));
      expect(await page(1_000_000, 7)).toEqual([]);
    });

    test('of more than are sorted as one, each is found once, in blocks', async () => {
      const { find } = searchStore(house().db, { most: 100, block: 20 });
      const page = (offset: number) => find(house().db.read, 'tracks', 't', ['t'], { offset, size: 13 });
      const blocks = [0, 20, 40, 60, 80].map((block) =>
        idsOf(`select id from (select * from library_tracks where ${BEGUN} order by name_key, sort_key, id
          limit 20 offset ${block}) as block order by sort_key, id`),
      );
      const found = await all(page);
      expect(found.slice(0, 100)).toEqual((await Promise.all(blocks)).flat());
      expect(new Set(found).size).toBe(found.length);
      expect(found.length).toBeGreaterThan(100);
      const spoken = new Set(await idsOf(`select id from library_tracks where ${SPOKEN}`));
      expect(found.filter((id) => !spoken.has(id))).toEqual([]);
    });
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
