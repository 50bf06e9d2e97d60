import type { TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';

type ResponseObject = Exclude<NonNullable<DocumentDecoration['responses']>[string], { $ref: string }>;

/** What a newcomer reads first. */
export const INTRODUCTION = `The back end of a music platform in one executable. In five steps:

1. **Register**: open \`POST /users\`, press *Try it out*, choose a name and a password, press *Execute*. The answer carries your \`token\`.
2. **Authorize**: press the button with the lock and paste the token; it goes with every request from then on.
3. **Fill the catalogue**: make an artist, an album of the artist, a track of the album. As \`multipart/form-data\` they take a picture, and a track its audio.
4. **Listen**: \`GET /media/track/{trackId}\` streams a track, \`POST /trackHistory\` notes that you hear it.
5. **Read on**: a list that is cut off goes on at the address in its \`Link\` header; a refusal says what is wrong, and in which field.`;

/** The surfaces, in the order in which the page shows them. */
export const TAGS = {
  catalogue: 'Artists, albums, tracks and their files, those who listen, and what they heard',
  recorder: 'Hand in a WAV recording and get it back as MP3, by link',
  members: 'Accounts by e-mail, sign-in by cookie or header, favourites',
  community: 'Profiles, uploads and streaming, followers and what is new with those one follows',
  label: "A label's back office: roster, releases and their workflow, documents, contracts, royalties",
} as const;

/** What stands at a name in a path, wherever the name stands; an operation may say otherwise. */
export const IN_PATH: Readonly<Record<string, string>> = {
  id: 'the id, spelled in either way',
  ids: 'ids, separated by commas',
  appendixNumber: 'the number of an appendix, as 2026-001-1',
  userId: 'the id of a user, spelled in either way',
  username: 'the name of a user',
  fileId: 'the id of a file, spelled in either way',
  trackId: 'the id of a track, spelled in either way',
  followerId: 'the id of the user who may follow',
  followingId: 'the id of the user who may be followed',
};

const STATUS = {
  200: 'Done',
  201: 'Made',
  204: 'Done; there is nothing to say',
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
  422: 'The same key came before, with another request',
  429: 'Too many requests; `Retry-After` tells when to come back',
  503: 'Overloaded, or the database is away; `Retry-After` tells when to come back',
} as const;

export type Status = keyof typeof STATUS;

/** What an operation answers, by status: the shape of its JSON, or a media type, or nothing. */
export type Answers = { readonly [Code in Status]?: TSchema | string | null };

/** What `answerFile` answers, but for the file that is not there. */
export const fileAnswers = (type: string): Answers => ({ 200: type, 206: type, 304: null, 412: null, 416: null });

/** The credentials that all dialects take; Swagger UI's Authorize asks for them. */
export const SECURITY_SCHEMES = {
  token: { type: 'apiKey', in: 'header', name: 'token', description: 'The session token of POST /users/login' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The same token, or an access token; the cookie `jwt-access` may carry it too',
  },
} as const;

interface More extends Partial<DocumentDecoration> {
  /** Whether it takes one of the credentials. */
  secured?: boolean;
  /** What stands at each name in the path. */
  path?: Readonly<Record<string, string>>;
}

/**
 * An operation's documentation. Shapes are shown, not enforced: checking answers at run time costs 40 % on lists.
 * That the server may be busy goes without saying, and that a body may be too large or of a wrong type: these have the
 * shape of the operation's other refusals.
 */
export function operation(
  tag: keyof typeof TAGS,
  summary: string,
  answers: Answers,
  more: More = {},
): DocumentDecoration {
  const { secured, path, ...decoration } = more;
  const refusal = Object.entries(answers).find(([code, shape]) => Number(code) >= 400 && shape !== null);
  const all: Answers = refusal ? { 503: refusal[1], ...answers } : answers;
  return {
    tags: [tag],
    summary,
    ...(secured ? { security: Object.keys(SECURITY_SCHEMES).map((scheme) => ({ [scheme]: [] })) } : {}),
    ...(path
      ? { parameters: Object.entries(path).map(([name, description]) => ({ name, in: 'path', description })) }
      : {}),
    responses: Object.fromEntries(
      Object.entries(all).map(([code, shape]) => [code, response(Number(code) as Status, shape)]),
    ),
    ...decoration,
  };
}

/** One answer of an operation. */
export function response(code: Status, shape: TSchema | string | null): ResponseObject {
  const description = STATUS[code];
  if (shape === null) return { description };
  if (typeof shape === 'string')
    return { description, content: { [shape]: { schema: { type: 'string', format: 'binary' } } } };
  return { description, content: { 'application/json': { schema: shape as never } } };
}
