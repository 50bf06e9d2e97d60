import type { TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';

type ResponseObject = Exclude<NonNullable<DocumentDecoration['responses']>[string], { $ref: string }>;

const STATUS = {
  200: 'Done',
  201: 'Made',
  206: 'The part that `Range` asked for',
  304: 'Not changed since the client last saw it',
  400: 'Something in the request is wrong; the message names it',
  401: 'No token, or a wrong one',
  403: 'Not allowed',
  404: 'No such thing',
  409: 'Clashes with what is there',
  412: 'A precondition failed',
  413: 'Too large',
  415: 'A media type that is not taken here',
  416: 'No such range; `Content-Range` tells the size',
  429: 'Too many requests; `Retry-After` tells when to come back',
  503: 'Overloaded; `Retry-After` tells when to come back',
} as const;

export type Status = keyof typeof STATUS;

/** What an operation answers, by status: the shape of its JSON, or a media type, or nothing. */
export type Answers = { readonly [Code in Status]?: TSchema | string | null };

/** The credentials that all dialects take; Swagger UI's Authorize asks for them. */
export const SECURITY_SCHEMES = {
  token: { type: 'apiKey', in: 'header', name: 'token', description: 'The session token of POST /users/login' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same token, or an access token' },
} as const;

/** An operation's documentation. Shapes are shown, not enforced: checking answers at run time costs 40 % on lists. */
export function operation(
  tag: string,
  summary: string,
  answers: Answers,
  more: Partial<DocumentDecoration> & { secured?: boolean } = {},
): DocumentDecoration {
  const { secured, ...decoration } = more;
  return {
    tags: [tag],
    summary,
    ...(secured ? { security: Object.keys(SECURITY_SCHEMES).map((scheme) => ({ [scheme]: [] })) } : {}),
    responses: Object.fromEntries(Object.entries(answers).map(([code, shape]) => [code, response(Number(code) as Status, shape)])),
    ...decoration,
  };
}

function response(code: Status, shape: TSchema | string | null): ResponseObject {
  const description = STATUS[code];
  if (shape === null) return { description };
  if (typeof shape === 'string') return { description, content: { [shape]: { schema: { type: 'string', format: 'binary' } } } };
  return { description, content: { 'application/json': { schema: shape as never } } };
}
