import { beforeAll, describe, expect, test } from 'bun:test';
import { fill } from '../../scripts/bench/scale/fill.ts';
import { listOf, type Question, questionsOf, signIn, whyGrowing } from '../../scripts/bench/scale/questions.ts';
import { sizeOf } from '../../scripts/bench/scale/size.ts';
import { onEachEngine } from '../support/house.ts';
import { indexFromScratch, indexOf } from '../support/library.ts';
import { faultsOf, type Sent, statementsOf } from '../support/plans.ts';

const SIZE = sizeOf(2000);

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
