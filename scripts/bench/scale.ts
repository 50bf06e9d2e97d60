/**
 * How much longer lists and searches take in a large database than in a small one, on both engines: processor time of the
 * server and, of PostgreSQL, of the database, and the time that a client waits.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../src/commands/settings.ts';
import { openDatabase } from '../../src/db/open.ts';
import { lendPostgres } from '../lent-postgres.ts';
import { Program } from './program.ts';
import { cpuOf, cpuOfPostgres } from './scale/cpu.ts';
import { fill } from './scale/fill.ts';
import { type Question, questionsOf, signIn, whyGrowing } from './scale/questions.ts';
import { sizeOf } from './scale/size.ts';

const SMALL = 1000;
const ROUNDS = 7;
/** Turns of one round: what one takes is too short to be measured. */
const TURNS = 5;
/** How many times as long it may take. */
const AIM = 1.5;
const ROOT_PASSWORD = 'root-password';

interface Cost {
  /** Milliseconds. */
  wait: number;
  cpu: number;
}
interface House {
  questions: Question[];
  ask(question: Question, turns: number): Promise<Cost>;
  stop(): Promise<void>;
}

/** @param command how the server is started @param only the names of what is asked for */
export async function measureAtScale(command: string[], folder: string, tracks: number, only: RegExp): Promise<void> {
  for (const engine of ['sqlite', 'postgres'] as const) {
    const small = await open(command, join(folder, `${engine}-small`), engine, SMALL);
    const large = await open(command, join(folder, `${engine}-large`), engine, tracks);
    console.log(`\n${engine}: ${SMALL} and ${tracks} tracks; milliseconds of an answer\n`);
    console.log('| | waits, small | large | × | CPU, small | large | × | |\n|---|--:|--:|--:|--:|--:|--:|---|');
    let over = 0;
    for (const [at, question] of small.questions.entries()) {
      if (!only.test(question.name)) continue;
      const pairs = await compare(small, question, large, large.questions[at] as Question);
      const [wait, cpu] = (['wait', 'cpu'] as const).map((what) => {
        const values = (side: 0 | 1) => middle(pairs.map((pair) => pair[side][what]));
        return { small: values(0), large: values(1), times: values(1) / values(0) };
      }) as [Compared, Compared];
      const isOver = wait.times > AIM && cpu.times > AIM;
      const why = whyGrowing(question);
      if (isOver && why === undefined) over += 1;
      console.log(`| ${question.name} | ${cells(wait)} | ${cells(cpu)} | ${isOver ? (why ?? '**more**') : ''} |`);
    }
    console.log(
      `\n${small.questions.length} lists, ${over} take more than ${AIM} times as long, and have no reason to`,
    );
    await Promise.all([small.stop(), large.stop()]);
  }
}

interface Compared {
  small: number;
  large: number;
  times: number;
}
const cells = ({ small, large, times }: Compared) => `${small.toFixed(2)} | ${large.toFixed(2)} | ${times.toFixed(2)}`;

/** In turn, so that what else the machine does weighs on both alike. */
async function compare(small: House, ofSmall: Question, large: House, ofLarge: Question): Promise<[Cost, Cost][]> {
  const pairs: [Cost, Cost][] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const pair: [Cost, Cost] = [await small.ask(ofSmall, round), await large.ask(ofLarge, round)];
    // The first round is for the compilers, and for pages of the database that nobody has read before.
    if (round > 0) pairs.push(pair);
  }
  return pairs;
}

async function open(command: string[], dataDir: string, engine: 'sqlite' | 'postgres', tracks: number): Promise<House> {
  await mkdir(dataDir, { recursive: true });
  const lent = engine === 'postgres' ? await lendPostgres() : undefined;
  const settings = {
    ...{ DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', RATE_LIMIT: 'off', MIN_FREE_MB: '0', ROOT_PASSWORD },
    ...(lent && { DATABASE_URL: lent.url }),
  };
  const db = await openDatabase(readConfig(settings));
  await db.migrate();
  await db.close();
  const begun = performance.now();
  const size = sizeOf(tracks);
  await fill(lent ? { databaseUrl: lent.url } : { dataDir }, size);
  console.error(`${engine}, ${tracks} tracks: made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);

  const program = await Program.start(command, settings);
  const send = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    fetch(program.url + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const requestFor = await signIn(send, ROOT_PASSWORD);
  const used = lent ? await cpuOfPostgres(lent.url) : () => 0;
  return {
    questions: questionsOf(size),
    ask: async (question, round) => {
      const [before, beside, start] = [cpuOf(program.pid), used(), performance.now()];
      for (let turn = 0; turn < TURNS; turn++) {
        const { path, headers } = requestFor(question, round * TURNS + turn);
        const answer = await send('GET', path, headers);
        const text = await answer.text();
        if (!answer.ok || /"status":"failed"/.test(text)) throw new Error(`${path}: ${answer.status} ${text}`);
      }
      const wait = (performance.now() - start) / TURNS;
      return { wait, cpu: (cpuOf(program.pid) - before + used() - beside) / TURNS };
    },
    stop: async () => {
      await program.stop();
      lent?.end();
    },
  };
}

const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
