import type { TObject, TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';
import { APP_KEY, REFRESH } from '../../lib/examples.ts';
import type { Dialect } from '../dialect.ts';
import type { Check } from '../identity/caller.ts';
import { bodyOf } from './request-body.ts';
import { type Status, statusText } from './statuses.ts';
import type { Tag } from './tags.ts';

type Responses = NonNullable<DocumentDecoration['responses']>;

/** What an operation answers when it succeeds, by status: the shape of its JSON, or a media type, or nothing. */
export type Answers = { readonly [Code in Status]?: TSchema | string | null };

/** The answers of a route whose handler is made by `sendsFile`, but for 404. @param type the media type of the file */
export const fileAnswers = (type: string): Answers => ({
  ...{ 200: type, 206: type, 302: null, 304: null, 412: null, 416: null },
});

/** The part of a route's description that is for its documentation alone. */
export interface Documented {
  /** One line. */
  summary: string;
  /** What the operation does and answers, in Markdown. The documentation puts the sentence about access before it. */
  about: string;
  /** The sentence about access, in place of the one that follows from `access`. */
  who?: string;
  answers: Answers;
  /** Statuses of refusals, besides those that follow from access, body, query and limit. */
  refuses?: readonly Status[];
  /** The body is documented as a form alone, though the schema lets its file be absent. */
  inForm?: true;
  /** The media type of a body that the handler itself reads, and that is no form. */
  takes?: string;
  /**
   * Texts that may follow the last parameter of the path, as `.csv`, each an operation of its own; the address without one is
   * none unless it is in the list too, as an empty text. The router cannot tell them apart, so the handler does.
   */
  endings?: Readonly<Record<string, Partial<Pick<Documented, 'summary' | 'about' | 'answers' | 'path'>>>>;
  /** Credentials that the handler itself reads, in place of the dialect's. */
  reads?: readonly (keyof typeof SECURITY_SCHEMES)[];
  /** An example for each parameter of the path, with a description where the dialect's `inPath` has none. */
  path?: Readonly<Record<string, string | { example: string; description: string }>>;
  /** Query parameters and headers that the handler reads without a schema. */
  parameters?: readonly Parameter[];
}

/** The part of a route's description that is enforced and shows in the documentation. */
interface Enforced {
  anonymous?: boolean;
  limit?: object;
  only?: 'json' | 'multipart' | undefined;
  access?: Check;
}

export interface Parameter {
  name: string;
  in: 'query' | 'header';
  description: string;
  required?: true;
  example?: string | number;
  schema: { type: 'string' | 'integer' };
}

/**
 * Elysia's `detail` of a route. Its documentation is made when `/swagger/json` is asked for, so that a server that never
 * is keeps none of it in memory.
 */
export interface Described extends DocumentDecoration {
  /** @param method in lower case; @param ending one of `endings` */
  describe?: (method: string, ending?: string) => DocumentDecoration;
  /** See `Documented`. */
  endings?: readonly string[];
}

/** The part of Elysia's options of a route that `chapters` reads and completes. */
export interface Hook {
  body?: TObject;
  query?: TSchema;
  detail?: Described;
  parse?: unknown;
  transform?: unknown;
  mapResponse?: unknown;
}

/** What the Authorize dialog of Swagger UI asks for. */
export const SECURITY_SCHEMES = {
  appKey: {
    type: 'apiKey',
    in: 'query',
    name: 'apiKey',
    description: `An app key of \`POST /auth/app-keys\`, for \`/rest\` alone. In the demo: \`${APP_KEY.key}\``,
  },
  token: { type: 'apiKey', in: 'header', name: 'token', description: 'The session token of POST /users/login' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The same token, or an access token; the cookie `jwt-access` may carry it too',
  },
  refresh: {
    type: 'http',
    scheme: 'bearer',
    description: `A refresh token, for \`POST /user/refresh\` and \`POST /auth/app-keys/recent\` alone; cookies may carry it too. In the demo: \`${REFRESH.members}\``,
  },
} as const;

/** Those that `defaultCredentials` reads. */
const DEFAULT_SCHEMES = ['token', 'bearer'] as const;

const ACCESS = {
  english: {
    open: 'For everybody.',
    anybody: 'For everybody, signed in or not.',
    member: 'For those who are signed in.',
  },
  russian: { open: 'Для всех.', anybody: 'Для всех, с токеном или без него.', member: 'Для всех, кто вошёл.' },
};

/**
 * Documents an operation. The shapes of answers are not checked at run time, which would cost 40 % on lists; the tests
 * check every answer instead. Statuses of refusals follow from the route: 401 and 403 from its access, 400, 413 and 415
 * from its body, 429 from its limit.
 * @param method in lower case
 */
export function describe(
  dialect: Dialect,
  tag: Tag,
  looksFor: 'open' | 'anybody' | 'member',
  route: Documented & Enforced,
  { body, query }: Hook,
  method: string,
): DocumentDecoration {
  const isBodied = body !== undefined;
  const need = route.anonymous === false ? 'member' : looksFor;
  const { isRussian, inPath, error } = dialect.documentation;
  const refused = new Set<Status>([
    ...(isBodied || query ? [400 as const] : []),
    ...(need === 'member' ? [401 as const] : []),
    // 403 is also the answer to a cross-site request with a cookie: see `refuseCrossSiteWrites`.
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
    responses[code] = response(statusText(Number(code) as Status, isRussian), shape, dialect.encoding?.types);
  for (const code of refused) responses[code] ??= response(statusText(code, isRussian), error, dialect.encoding?.types);

  const schemes = (route.reads ?? DEFAULT_SCHEMES).map((scheme) => ({ [scheme]: [] }));
  const isOpen = need === 'open' && route.reads === undefined;
  const accessOf = ACCESS[isRussian ? 'russian' : 'english'];
  const access = route.access && (isRussian ? `Доступно: ${route.access.who}.` : `For ${route.access.who}.`);
  const inPathOf = Object.entries(route.path ?? {}).map(([name, example]) =>
    typeof example === 'string'
      ? { name, in: 'path', example, description: inPath[name] }
      : { name, in: 'path', ...example },
  );
  return {
    tags: [tag],
    summary: route.summary,
    description: `${route.who ?? access ?? accessOf[need]} ${route.about}`,
    ...(isOpen ? {} : { security: need === 'anybody' ? [{}, ...schemes] : schemes }),
    // Elysia's type lacks a `description` that is `undefined`.
    parameters: [...inPathOf, ...(route.parameters ?? [])] as NonNullable<DocumentDecoration['parameters']>,
    ...(route.takes === undefined ? {} : { requestBody: bytesOf(route.takes) }),
    // A TypeBox schema is JSON Schema, as OpenAPI 3.1 has it; the plugin's types are those of OpenAPI 3.0.
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
  // `never`: see `requestBody` above.
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema: shape as never }])) };
}
