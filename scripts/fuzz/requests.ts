import type { MediaType, Operation, ParameterObject, Schema } from '../contract/operations.ts';
import type { Body, Draft, Field } from './draft.ts';
import { fits, type Upload } from './files.ts';
import { type Habits, type Recipe, WHO } from './habits.ts';
import type { Person, Role } from './people.ts';
import { isReference, kindOf, type Pools } from './pools.ts';
import type { Random } from './random.ts';
import { examplesOf, fittingValue } from './values.ts';

/** The source of a value that comes from no earlier answer. */
const GENERATED = 'a value by its schema';
/** How likely a request is thought to succeed with an optional part. */
const OPTIONAL = { parameter: 0.15, field: 0.5, file: 0.8 };
/** Sorts of credentials. */
const CREDENTIALS = ['token', 'bearer', 'cookie'] as const;

/** How likely one is thought to succeed with the document's examples, which exist in the demo's world only. */
const AS_SHOWN = { demo: 0.9, empty: 0.1 };

/** A draft with what is needed to go on with it. */
interface Work extends Draft {
  recipe: Recipe;
  /** Whether it is filled in with the document's examples, as far as there are any. */
  asShown: boolean;
}

/** Makes up requests that should succeed. */
export class Requests {
  #names = 0;

  constructor(
    readonly random: Random,
    readonly habits: Habits,
    readonly pools: Pools,
    readonly files: Record<string, Upload>,
    /** Somebody of the role. */
    readonly personOf: (role: Role) => Person,
    readonly roles: readonly Role[],
    /** Whether what the document's examples name exists. */
    readonly isDemo: boolean,
  ) {}

  /** A request by the document, by whom it mostly succeeds for, with what mostly works. */
  draft(operation: Operation): Draft {
    const { object, name } = operation;
    const recipe = this.habits.recipe(this.random, name);
    // What a role may do at one operation tells something of the others of that dialect.
    const needsToken = (object.security ?? []).length > 0;
    const elsewhere = (role: string) => ({ question: `${dialectOf(operation)} ${needsToken}${WHO}`, answer: role });
    const expected = (role: string) =>
      needsToken && role === 'stranger' ? 0 : this.habits.worth(elsewhere(role), 0.5);
    const role = this.habits.choose(this.random, recipe, `${name}${WHO}`, this.roles, expected);
    const person = this.personOf(role.answer as Role);
    const empty = { path: {}, query: [], headers: {}, body: { kind: 'none' } as const, mutations: [] };
    const choices = [role, elsewhere(role.answer)];
    const work: Work = { ...empty, operation, person, recipe, asShown: false, choices };
    const shown = (answer: string) => (answer === 'no' ? 0.5 : AS_SHOWN[this.isDemo ? 'demo' : 'empty']);
    work.asShown = this.#choose(work, 'as shown', ['yes', 'no'], shown) === 'yes';
    if (person.token !== undefined)
      Object.assign(work.headers, credentials(this.random.pick(CREDENTIALS), person.token, person.cookies));
    for (const parameter of object.parameters ?? []) this.#parameter(work, parameter);
    work.body = this.#body(work);
    if (this.random.chance(0.1) && operation.method === 'GET')
      work.headers.range = `bytes=${this.random.whole(0, 99)}-`;
    return work;
  }

  /** Makes a choice and notes it with the draft. */
  #choose(
    { operation, recipe, choices }: Work,
    what: string,
    answers: readonly string[],
    expected: (answer: string) => number,
  ): string {
    const choice = this.habits.choose(this.random, recipe, `${operation.name} ${what}`, answers, expected);
    choices.push(choice);
    return choice.answer;
  }

  /** Whether something is sent that may be absent. */
  #sends(work: Work, name: string, isRequired: boolean, expected: number): boolean {
    if (isRequired) return true;
    return this.#choose(work, `with ${name}`, ['yes', 'no'], (answer) => (answer === 'yes' ? expected : 0.5)) === 'yes';
  }

  #parameter(work: Work, parameter: ParameterObject): void {
    const { name, in: place, required = place === 'path' } = parameter;
    if (!this.#sends(work, name, required, OPTIONAL.parameter)) return;
    const { template } = work.operation;
    const before = template.split(`{${name}}`)[0]?.match(/[^/{}]+(?=\/$)/)?.[0];
    const collection = place === 'path' ? before : template.slice(1);
    const schema = { ...parameter.schema, examples: [...examplesOf(parameter), ...examplesOf(parameter.schema ?? {})] };
    const value = String(this.#value(work, name, schema, /^_?ids?$/.test(name) ? collection : undefined) ?? 'x');
    if (place === 'path') work.path[name] = value;
    else if (place === 'query') work.query.push([name, value]);
    else if (place === 'header') work.headers[name] = inHeader(value);
  }

  #body(work: Work): Body {
    const content = work.operation.object.requestBody?.content ?? {};
    const types = Object.keys(content);
    if (types.length === 0) return { kind: 'none' };
    const type = this.#choose(work, 'as', types, () => 0.5);
    const media = content[type] as MediaType;
    if (media.schema?.format === 'binary') return { kind: 'raw', type, bytes: this.#file(work, 'body', {}).bytes };
    const { properties = {}, required = [] } = media.schema ?? {};
    const fields = Object.entries(properties as Record<string, Schema>).filter(([name, { format }]) =>
      this.#sends(work, name, (required as string[]).includes(name), OPTIONAL[format === 'binary' ? 'file' : 'field']),
    );
    const examples = Object.assign({}, ...examplesOf(media).slice(0, 1)) as Record<string, unknown>;
    const withExample = (name: string, field: Schema) =>
      name in examples ? { ...field, examples: [examples[name]] } : field;
    if (type === 'multipart/form-data') {
      return {
        kind: 'form',
        fields: fields.map(([name, field]): Field => {
          if (field.format === 'binary') return [name, this.#file(work, name, field)];
          const value = this.#value(work, name, withExample(name, field));
          return [name, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')];
        }),
      };
    }
    const entries = fields.map(([name, field]) => [name, this.#value(work, name, withExample(name, field))] as const);
    return { kind: 'json', value: Object.fromEntries(entries) };
  }

  #file(work: Work, name: string, { description }: Schema): Upload {
    const expected = (sort: string) => fits(sort, `${work.operation.template} ${description}`);
    return this.files[this.#choose(work, name, Object.keys(this.files), expected)] as Upload;
  }

  /** @param collection what a plain `id` is an id of */
  #value(work: Work, name: string, schema: Schema, collection = name): unknown {
    const { random, pools } = this;
    const fresh = () => (isName(name) ? this.#unused(name, schema) : fittingValue(schema, random));
    const [shown] = examplesOf(schema);
    if (work.asShown && shown !== undefined && !isName(name)) return structuredClone(shown);
    const own = work.person.known[name];
    if (own !== undefined && /login$/.test(work.operation.template) && random.chance(0.5)) return own;
    const isNew = isName(name) && /register$/.test(work.operation.template);
    if (isChoice(schema) || !isReference(name) || (isNew && random.chance(0.9))) return fresh();
    const wanted = kindOf(collection);
    const dialect = dialectOf(work.operation);
    const expected = (kind: string) =>
      kind === GENERATED ? expectedOfGenerated(name, schema) : likeness(kind, dialect, wanted, name);
    const kind = this.#choose(work, name, [...pools.kinds(), GENERATED], expected);
    if (kind === GENERATED) return fresh();
    const taken = () => pools.pick(random, kind, work.person.number);
    if (schema.type === 'array') return Array.from({ length: random.whole(1, 3) }, taken);
    return name === 'ids' && random.chance(0.5) ? `${taken()},${taken()}` : taken();
  }

  /** A name or address like the example, that nobody has. */
  #unused(name: string, schema: Schema): string {
    const [example = name === 'email' ? 'fuzz@example.com' : 'fuzz'] = examplesOf(schema);
    const [local = '', domain] = String(example).split('@');
    const stem = `${local.slice(0, 20)}${this.random.whole(0, 9999)}x${++this.#names}`;
    return domain === undefined ? stem : `${stem}@${domain}`;
  }
}

/** A text as a client sends it in a header: the bytes of its UTF-8 as characters, none of which ends the header. */
const inHeader = (text: string): string => Buffer.from(text.replace(/\p{Cc}/gu, '')).toString('latin1');

/** The dialect that an operation belongs to. */
export function dialectOf({ object }: Operation): string {
  return object.tags?.[0] ?? '';
}

/** Whether only some values are allowed. */
function isChoice(schema: Schema): boolean {
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  return 'const' in schema || 'enum' in schema || (either?.some((option) => 'const' in option) ?? false);
}

/** Whether a field of the name has to be unique among people. */
const isName = (name: string): boolean => /^(?:username|login|email)$/.test(name);

function expectedOfGenerated(name: string, schema: Schema): number {
  if (isName(name)) return 0.7;
  return examplesOf(schema).length > 0 ? 0.4 : 0.1;
}

/** How likely a value of a kind is thought to do where another kind is wanted. */
function likeness(kind: string, dialect: string, wanted: string, name: string): number {
  if (kind === `${dialect} ${name}`) return 0.9;
  if (kind === `${dialect} ${wanted}` || kind === wanted) return 0.8;
  if (kind.endsWith(` ${wanted}`) || wanted.endsWith(kind)) return 0.5;
  if (kind === 'self') return 0.5;
  const own = kind.startsWith(`${dialect} `) ? kind.slice(dialect.length + 1) : '';
  return own !== '' && (own.endsWith(wanted) || wanted.endsWith(own)) ? 0.4 : 0.03;
}

function credentials(
  sort: (typeof CREDENTIALS)[number],
  token: string,
  cookies: Record<string, string>,
): Record<string, string> {
  if (sort === 'token') return { token };
  if (sort === 'bearer') return { authorization: `Bearer ${token}` };
  const jar = Object.entries({ ...cookies, 'jwt-access': token });
  return { cookie: jar.map(([name, value]) => `${name}=${value}`).join('; ') };
}
