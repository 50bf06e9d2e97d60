import { Contract } from '../contract/contract.ts';
import { type OpenApi, type Operation, operationsOf } from '../contract/operations.ts';
import { curlOf } from './curl.ts';
import type { Draft } from './draft.ts';
import { sampleFiles } from './files.ts';
import { Habits } from './habits.ts';
import { judge } from './judge.ts';
import { mutate } from './mutations.ts';
import { People, type Person, ROLES } from './people.ts';
import { kindOf, Pools } from './pools.ts';
import { watchPulse } from './pulse/freeze.ts';
import { Random } from './random.ts';
import { Report } from './report.ts';
import { dialectOf, Requests } from './requests.ts';
import { type Reply, send } from './send.ts';
import type { Server } from './server.ts';

export interface Options {
  requests: number;
  seed: number;
  /** Seconds after which it ends, however many requests are left. */
  seconds: number;
  /** Where bodies are kept that do not fit into a line. */
  folder: string;
  /** Is told now and then how far it is. */
  onProgress?: (report: Report) => void;
}

/** Requests in flight at once. */
const IN_FLIGHT = 12;
/** The share of requests that are spoiled. */
const SPOILED = 0.35;
/** The memory of a server counts as warm after this part of the requests. */
const WARM_UP = 0.25;
/** A server may hold so much more at the end than when it was warm: what the allocator keeps, but no leak. */
const GROWTH = 192 << 20;

/** Makes requests of a server's own document, and gives what came of them. */
export async function fuzz(server: Server, { requests, seed, seconds, folder, onProgress }: Options): Promise<Report> {
  const random = new Random(seed);
  const document = (await (await fetch(`${server.origin}/swagger/json`)).json()) as OpenApi;
  const contract = new Contract(document);
  const operations = operationsOf(document);
  const people = await People.gather((...request) => ask(server.origin, ...request), server.root, server.isDemo);
  const pools = new Pools([server.root.login, people.root.id]);
  for (const person of people.all) introduce(random, pools, person);
  const make = new Requests(
    random,
    new Habits(),
    pools,
    await sampleFiles(),
    (role) => people.of(role, (all) => random.pick(all)),
    ROLES,
    server.isDemo,
  );
  const report = new Report(operations.length);
  const deadline = Date.now() + seconds * 1000;

  let batch: Draft[] = [];
  const freezes: { took: number; batch: Draft[] }[] = [];
  const pulse = watchPulse({ origin: server.origin, pid: server.pid }, ({ frozen }) =>
    freezes.push({ took: frozen, batch }),
  );
  const memory: number[] = [];
  try {
    while (report.requests < requests && Date.now() < deadline) {
      const size = Math.min(IN_FLIGHT, requests - report.requests);
      batch = Array.from({ length: size }, (_, n) => draftOf(make, operations, report.requests + n));
      // Answers are looked at in the order of their requests, so that the next are made up in the same way again.
      const replies = await Promise.all(batch.map((draft) => send(server.origin, draft)));
      for (const [n, reply] of replies.entries()) await settle(batch[n] as Draft, reply);
      await findElsewhere(replies);
      memory.push((await server.memory()) ?? 0);
      onProgress?.(report);
    }
    await Bun.sleep(Math.min(1000, requests));
    memory.push((await server.memory()) ?? 0);
  } finally {
    pulse.stop();
  }
  judgeMemory();
  return report;

  async function settle(draft: Draft, reply: Reply): Promise<void> {
    report.count(draft, reply);
    const finding = judge(contract, draft, reply);
    if (finding) await note(finding.kind, finding.what, draft, reply);
    if (draft.mutations.length === 0)
      make.habits.learn(
        random,
        draft.operation.name,
        [...draft.choices, { question: draft.operation.name, answer: '' }],
        reply.status,
      );
    if (reply.status >= 200 && reply.status < 300) harvest(random, pools, draft, reply);
    const isOut = reply.status === 401 && draft.mutations.length === 0 && draft.person.token !== undefined;
    if (isOut && people.all.includes(draft.person) && !(await isSignedIn(server.origin, draft.person)))
      await renew(draft.person);
  }

  async function renew(person: Person): Promise<void> {
    const renewed = await people.renew(person);
    if (renewed.number === person.number) return;
    pools.forget(person.number);
    introduce(random, pools, renewed);
  }

  async function note(kind: string, what: string, draft: Draft, reply: Reply): Promise<void> {
    const known = report.findings.get(kind);
    if (known) known.times++;
    else {
      const curl = await curlOf(server.origin, reply.wire, draft, folder);
      const { mutations } = draft;
      report.findings.set(kind, { kind, what, times: 1, curl, request: report.requests, mutations });
    }
  }

  /** What shows elsewhere than in the answers: in the log, and in how long `/livez` took. */
  async function findElsewhere(replies: Reply[]): Promise<void> {
    const slowest = replies.reduce((a, b) => (b.took > a.took ? b : a));
    const draft = batch[replies.indexOf(slowest)] as Draft;
    for (const line of server.complaints()) {
      const suspect = replies.findIndex(({ status }) => status >= 500 || status === 0);
      const by = suspect < 0 ? draft : (batch[suspect] as Draft);
      await note(
        `log ${line.replace(/\d+/g, '')}`.slice(0, 160),
        `the log says: ${line.slice(0, 600)}`,
        by,
        replies[Math.max(suspect, 0)] as Reply,
      );
    }
    for (const { took, batch: during } of freezes.splice(0)) {
      const what = `frozen for ${Math.round(took)} ms while these were asked: ${during.map(({ operation, mutations }) => `${operation.name}${mutations.length ? ` (${mutations})` : ''}`).join('; ')}`;
      await note('frozen', `${what}; the slowest of them`, draft, slowest);
    }
  }

  function judgeMemory(): void {
    const warm = Math.max(...memory.slice(0, Math.ceil(memory.length * WARM_UP)));
    const end = memory.at(-1) ?? 0;
    if (!(warm > 0)) return;
    const limit = warm + GROWTH;
    report.memory = { warm, end, limit };
    if (end <= limit) return;
    const what = `memory grew from ${warm} to ${end} bytes`;
    report.findings.set('memory', {
      kind: 'memory',
      what,
      times: 1,
      curl: '',
      request: report.requests,
      mutations: [],
    });
  }
}

/** The next request: at first one of each operation, POST before the rest, so that there is something to ask for; later any, some spoiled. */
function draftOf(make: Requests, operations: readonly Operation[], n: number): Draft {
  const { random } = make;
  const first = operations.toSorted((a, b) => Number(b.method === 'POST') - Number(a.method === 'POST'));
  const worth = (operation: Operation) =>
    weightOf(operation) * Math.max(0.25, make.habits.worth({ question: operation.name, answer: '' }, 0.5));
  const draft = make.draft(first[n] ?? random.weighted(operations, worth));
  if (n >= operations.length && random.chance(SPOILED)) mutate(draft, random, make.pools);
  return draft;
}

/** Operations that take long, or delete what others need, are asked more rarely. */
function weightOf({ method, template, object }: Operation): number {
  const content = object.requestBody?.content ?? {};
  if (/delete$|deactivate|pass/i.test(template)) return 0.08;
  if (/login|register|logout/i.test(template)) return 0.3;
  if (Object.keys(content).join() === 'multipart/form-data') return 0.4;
  return method === 'DELETE' ? 0.4 : 1;
}

function introduce(random: Random, pools: Pools, { number, known }: Person): void {
  for (const [name, value] of Object.entries(known)) pools.add(random, kindOf(name), value, number);
}

/** Learns the references in an answer: in its body, in `Location` and in `Link`. */
function harvest(random: Random, pools: Pools, { operation, person }: Draft, { headers, text }: Reply): void {
  for (const text of headers.getSetCookie()) {
    const { name, value } = Bun.Cookie.parse(text);
    person.cookies[name] = value;
  }
  const dialect = dialectOf(operation);
  const collection = operation.template.split('/').find((part) => part !== '' && part !== 'v1') ?? '';
  if (/^application\/json/.test(headers.get('content-type') ?? ''))
    pools.harvest(random, JSON.parse(text), dialect, collection, person.number);
  const addresses = [headers.get('location'), /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1]];
  for (const address of addresses.filter((found) => typeof found === 'string')) {
    const url = new URL(address, 'http://localhost');
    for (const [name, value] of url.searchParams)
      pools.add(random, `${dialect} ${kindOf(name === 'id' ? url.pathname.slice(1) : name)}`, value, person.number);
  }
}

async function ask(
  origin: string,
  method: string,
  path: string,
  body: object,
  token?: string,
): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', ...(token ? { token } : {}) };
  const response = await fetch(origin + path, { method, headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

async function isSignedIn(origin: string, { token = '' }: Person): Promise<boolean> {
  return (await fetch(`${origin}/user/get`, { headers: { token } })).status === 200;
}
