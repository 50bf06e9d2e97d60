import { type Body, type Draft, encode } from './draft.ts';
import { damaged } from './files.ts';
import {
  BAD_HOSTS,
  BAD_IDS,
  BAD_PARAMETERS,
  BAD_TARGETS,
  BAD_TOKENS,
  CONTENT_TYPES,
  ODD_HEADERS,
  WRONG,
} from './oddities.ts';
import type { Pools } from './pools.ts';
import type { Random } from './random.ts';

/** A property like any other, whatever its name: `__proto__` cannot be assigned. */
const PLAIN = { configurable: true, enumerable: true, writable: true };

/** What spoils a request. Gives false where it has nothing to spoil. */
type Mutation = (draft: Draft, random: Random, pools: Pools) => boolean;

const MUTATIONS: Record<string, Mutation> = {
  'a field of a wrong kind': (draft, random) => onField(draft, random, (set) => set(random.pick(WRONG)(random))),
  'a text that is expensive to fold': (draft, random) =>
    onField(draft, random, (set) => {
      const marks = random.pick([1000, 10_000]);
      set(`a${'\u0315'.repeat(marks)}${'\u0300'.repeat(marks)}`);
    }),
  'a field that is missing': (draft, random) => onField(draft, random, (_set, remove) => remove()),
  'a field too many': ({ body }, random) => {
    const name = random.pick(['__proto__', 'role', '_id', 'x'.repeat(300), '']);
    if (body.kind === 'form') body.fields.push([name, 'root']);
    else if (body.kind === 'json' && isObject(body.value))
      Object.defineProperty(body.value, name, { ...PLAIN, value: 'root' });
    else return false;
    return true;
  },
  'a field given twice': ({ body }, random) => {
    if (body.kind !== 'form' || body.fields.length === 0) return false;
    body.fields.push(random.pick(body.fields));
    return true;
  },
  'a whole body of a wrong kind': (draft, random) => {
    if (draft.body.kind === 'none') return false;
    draft.body = { kind: 'json', value: random.pick(WRONG)(random) };
    return true;
  },
  'broken JSON': (draft, random) => {
    if (draft.body.kind !== 'json') return false;
    const text = JSON.stringify(draft.body.value) ?? '';
    const broken = random.pick([
      text.slice(0, -1),
      text.slice(0, 5),
      `${text}}`,
      '{',
      '{"a":1,}',
      '\ufeff{}',
      '{"a":"\\ud800"}',
      '{"a":NaN}',
      '',
    ]);
    draft.body = { kind: 'raw', type: 'application/json', bytes: Buffer.from(broken) };
    return true;
  },
  'JSON nested deep': (draft, random) => {
    if (draft.body.kind !== 'json') return false;
    const depth = random.pick([5000, 100_000]);
    const text = random.chance(0.5)
      ? `${'['.repeat(depth)}${']'.repeat(depth)}`
      : `{"name":${'{"a":'.repeat(depth)}1${'}'.repeat(depth + 1)}`;
    draft.body = { kind: 'raw', type: 'application/json', bytes: Buffer.from(text) };
    return true;
  },
  'bytes that are no UTF-8': (draft) => {
    if (draft.body.kind !== 'json') return false;
    draft.body = {
      kind: 'raw',
      type: 'application/json',
      bytes: Buffer.from('7b226e616d65223a22ff fe22 7d'.replaceAll(' ', ''), 'hex'),
    };
    return true;
  },
  'a wrong content type': (draft, random) => reencoded(draft, (bytes) => ({ type: random.pick(CONTENT_TYPES), bytes })),
  'a form cut off': (draft, random) =>
    draft.body.kind === 'form' &&
    reencoded(draft, (bytes, type) => ({ type, bytes: bytes.slice(0, random.whole(0, Math.min(bytes.length, 600))) })),
  'a form with another boundary': (draft) =>
    draft.body.kind === 'form' && reencoded(draft, (bytes) => ({ type: 'multipart/form-data; boundary=other', bytes })),
  'a damaged file': ({ body }, random) => {
    if (body.kind !== 'form') return false;
    const files = body.fields.filter(([, value]) => typeof value !== 'string');
    for (const field of files) if (typeof field[1] !== 'string') field[1] = damaged(random, field[1]);
    return files.length > 0;
  },
  'a body where none is read': (draft, random) => {
    if (draft.body.kind !== 'none' || draft.operation.method === 'GET') return false;
    const bytes = Buffer.alloc(random.pick([1, 1000, 200_000]), 'x');
    draft.body = { kind: 'raw', type: random.pick(['application/json', 'multipart/form-data; boundary=x']), bytes };
    return true;
  },
  'a wrong id in the path': ({ path }, random) => {
    const names = Object.keys(path);
    if (names.length === 0) return false;
    path[random.pick(names)] = random.pick(BAD_IDS);
    return true;
  },
  "somebody else's id": ({ path, person }, random, pools) => {
    const names = Object.keys(path);
    const id = pools.pickOthers(random, person.number);
    if (names.length === 0 || id === undefined) return false;
    path[random.pick(names)] = id;
    return true;
  },
  'a wrong parameter': ({ query, operation }, random) => {
    const names = (operation.object.parameters ?? []).filter((parameter) => parameter.in === 'query');
    if (names.length === 0) return false;
    query.push([random.pick(names).name, random.pick(BAD_PARAMETERS)]);
    return true;
  },
  'a wrong token': (draft, random) => {
    const token = random.pick(BAD_TOKENS);
    delete draft.headers.token;
    draft.headers[random.pick(['token', 'authorization'])] = random.chance(0.5) ? `Bearer ${token}` : token;
    return true;
  },
  'an odd header': ({ headers }, random) => {
    const [name, values] = random.pick(ODD_HEADERS);
    headers[name] = random.pick(values);
    return true;
  },
  'an odd path': (draft, random) => {
    const { target } = encode(draft);
    const at = random.whole(1, target.length);
    draft.target =
      target.slice(0, at) + random.pick(BAD_TARGETS) + target.slice(random.chance(0.5) ? at : target.length);
    draft.raw = {};
    return true;
  },
  'an odd host': (draft, random) => {
    draft.raw = random.chance(0.2) ? { version: '1.0' } : { host: random.pick(BAD_HOSTS) };
    return true;
  },
  'a client that hangs up': (draft, random) => {
    const { body } = encode(draft);
    if (body === undefined || body.length === 0) return false;
    draft.raw = { cut: random.whole(0, body.length - 1) };
    return true;
  },
};

/** Spoils a draft in one way, now and then in two. */
export function mutate(draft: Draft, random: Random, pools: Pools): void {
  const wanted = random.chance(0.2) ? 2 : 1;
  for (let tries = 0; draft.mutations.length < wanted && tries < 20; tries++) {
    const [name, mutation] = random.pick(Object.entries(MUTATIONS));
    if (mutation(draft, random, pools)) draft.mutations.push(name);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function onField(
  { body }: Draft,
  random: Random,
  change: (set: (value: unknown) => void, remove: () => void) => void,
): boolean {
  if (body.kind === 'form' && body.fields.length > 0) {
    const at = random.whole(0, body.fields.length - 1);
    const [name] = body.fields[at] ?? [''];
    const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    change(
      (value) => void body.fields.splice(at, 1, [name, asText(value)]),
      () => void body.fields.splice(at, 1),
    );
    return true;
  }
  if (body.kind !== 'json' || !isObject(body.value)) return false;
  const owner = body.value;
  const names = Object.keys(owner);
  if (names.length === 0) return false;
  const name = random.pick(names);
  change(
    (value) => {
      owner[name] = value;
    },
    () => delete owner[name],
  );
  return true;
}

function reencoded(
  draft: Draft,
  change: (bytes: Uint8Array, type: string) => { type: string; bytes: Uint8Array },
): boolean {
  const { headers, body } = encode(draft);
  if (body === undefined) return false;
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  draft.body = { kind: 'raw', ...change(body, type) } satisfies Body;
  return true;
}
