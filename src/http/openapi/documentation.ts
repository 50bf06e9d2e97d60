import type { TObject, TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';
import { REFRESH } from '../../lib/examples.ts';
import type { Dialect } from '../dialect.ts';
import type { Check } from '../identity/caller.ts';
import { bodyOf } from './request-body.ts';
import { type Status, saysStatus } from './statuses.ts';
import type { Tag } from './tags.ts';

type Responses = NonNullable<DocumentDecoration['responses']>;

/** What an operation answers when it succeeds, by status: the shape of its JSON, or a media type, or nothing. */
export type Answers = { readonly [Code in Status]?: TSchema | string | null };

/** What `answerFile` answers, but for the file that is not there. */
export const fileAnswers = (type: string): Answers => ({ 200: type, 206: type, 304: null, 412: null, 416: null });

/** What a route says of itself to those who use it. */
export interface Documented {
  /** What it is for, in a line. */
  summary: string;
  /** What happens, and what comes back, in Markdown. Who may is told before it. */
  about: string;
  /** Who may, where the sentence that follows from the access does not say it. */
  who?: string;
  answers: Answers;
  /** The statuses that refuse, besides those that follow from access, body, query and limit. */
  refuses?: readonly Status[];
  /** Its file comes in a form, though it may be missing: that is all that the documentation shows of the body. */
  inForm?: true;
  /** The media type of a body that the route reads by itself, and that is no form. */
  takes?: string;
  /** The credentials that the route reads by itself, instead of those that follow from the access. */
  reads?: readonly (keyof typeof SECURITY_SCHEMES)[];
  /** An example of what stands at each name in the path, with a description where the dialect has none for the name. */
  path?: Readonly<Record<string, string | { example: string; description: string }>>;
  /** Parameters that the route reads by itself: of the query, or headers. */
  parameters?: readonly Parameter[];
}

/** What a route enforces, as far as it shows in the documentation. */
interface Enforced {
  strangers?: boolean;
  limit?: object;
  only?: 'json' | 'multipart' | undefined;
  access?: Check;
}

export interface Parameter {
  name: string;
  in: 'query' | 'header';
  description: string;
  example?: string | number;
  schema: { type: 'string' | 'integer' };
}

/**
 * What a route keeps for its documentation, which is made when it is asked for: a server that nobody asks keeps none of
 * it in memory.
 */
export interface Described extends DocumentDecoration {
  /** @param method in lower case */
  describe?: (method: string) => DocumentDecoration;
}

/** The parts of a route's options that are read and completed here. */
export interface Hook {
  body?: TObject;
  query?: TSchema;
  detail?: Described;
  parse?: unknown;
  transform?: unknown;
  mapResponse?: unknown;
}

/** What Swagger UI's Authorize asks for. */
export const SECURITY_SCHEMES = {
  token: { type: 'apiKey', in: 'header', name: 'token', description: 'The session token of POST /users/login' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The same token, or an access token; the cookie `jwt-access` may carry it too',
  },
  refresh: {
    type: 'http',
    scheme: 'bearer',
    description: `A refresh token, for \`POST /user/refresh\` alone; the cookie \`jwt-refresh\` may carry it too. In the demo: \`${REFRESH.members}\``,
  },
} as const;

/** Those that all dialects take. */
const USUAL = ['token', 'bearer'] as const;

const WHO = {
  english: {
    open: 'For everybody.',
    anybody: 'For everybody, signed in or not.',
    member: 'For those who are signed in.',
  },
  russian: { open: 'Для всех.', anybody: 'Для всех, с токеном или без него.', member: 'Для всех, кто вошёл.' },
};

/**
 * An operation's documentation. Shapes are shown, not enforced: checking answers at run time costs 40 % on lists. What
 * refuses follows from what the route does: 401 from whom it is for, 400, 413 and 415 from its body, 429 from its limit.
 */
export function describe(
  dialect: Dialect,
  tag: Tag,
  asks: 'open' | 'anybody' | 'member',
  route: Documented & Enforced,
  { body, query }: Hook,
  method: string,
): DocumentDecoration {
  const isBodied = body !== undefined;
  const need = route.strangers === false ? 'member' : asks;
  const { isRussian, inPath, error } = dialect.documentation;
  const refused = new Set<Status>([
    ...(isBodied || query ? [400 as const] : []),
    ...(need === 'member' ? [401 as const] : []),
    // Also for another site's page that makes the browser send the cookie.
    ...(route.access || (method !== 'get' && need === 'member') || (isBodied && need === 'anybody')
      ? [403 as const]
      : []),
    ...(isBodied ? [413 as const, 415 as const] : []),
    ...(route.limit ? [429 as const] : []),
    503,
    ...(route.refuses ?? []),
  ]);
  const responses: Responses = {};
  for (const [code, shape] of Object.entries(route.answers))
    responses[code] = response(saysStatus(Number(code) as Status, isRussian), shape, dialect.encoding?.types);
  for (const code of refused) responses[code] ??= response(saysStatus(code, isRussian), error, dialect.encoding?.types);

  const schemes = (route.reads ?? USUAL).map((scheme) => ({ [scheme]: [] }));
  const isOpen = need === 'open' && route.reads === undefined;
  const who = WHO[isRussian ? 'russian' : 'english'];
  const access = route.access && (isRussian ? `Доступно: ${route.access.who}.` : `For ${route.access.who}.`);
  const inPathOf = Object.entries(route.path ?? {}).map(([name, said]) =>
    typeof said === 'string'
      ? { name, in: 'path', example: said, description: inPath[name] }
      : { name, in: 'path', ...said },
  );
  return {
    tags: [tag],
    summary: route.summary,
    description: `${route.who ?? access ?? who[need]} ${route.about}`,
    ...(isOpen ? {} : { security: need === 'anybody' ? [{}, ...schemes] : schemes }),
    parameters: [...inPathOf, ...(route.parameters ?? [])] as NonNullable<DocumentDecoration['parameters']>,
    ...(route.takes === undefined ? {} : { requestBody: bytesOf(route.takes) }),
    ...(isBodied ? { requestBody: bodyOf(body, route.inForm ? 'multipart' : route.only, isRussian) as never } : {}),
    responses,
  };
}

const bytes = (type: string) => ({ [type]: { schema: { type: 'string', format: 'binary' } as const } });

const bytesOf = (type: string) => ({ required: false, content: bytes(type) });

function response(
  description: string,
  shape: TSchema | string | null,
  types: readonly string[] = ['application/json'],
): Responses[string] {
  if (shape === null) return { description };
  if (typeof shape === 'string') return { description, content: bytes(shape) };
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema: shape as never }])) };
}
