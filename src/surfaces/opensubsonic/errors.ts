import type { DomainError, ErrorKind } from '../../errors.ts';
import { type Dialect, withOwnMessage, withText } from '../../http/dialect.ts';
import { FOR_ALL_PAGES } from './protocol/cross-origin.ts';
import { failureIn, formatOf, formatOfRequest } from './protocol/envelope.ts';
import { Parameters } from './protocol/parameters.ts';
import { Envelope } from './shapes.ts';

/** The codes of the protocol that are sent here. */
export const CODE = {
  generic: 0,
  missing: 10,
  wrongLogin: 40,
  noTokens: 41,
  conflicting: 43,
  wrongKey: 44,
  forbidden: 50,
  notFound: 70,
} as const;

/** The code of each kind of error. A new kind does not compile until it has one. */
const CODES: { readonly [Kind in ErrorKind]: number } = {
  invalid: CODE.missing,
  unauthenticated: CODE.missing,
  wrong_token: CODE.wrongKey,
  wrong_login: CODE.wrongLogin,
  forbidden: CODE.forbidden,
  not_found: CODE.notFound,
  conflict: CODE.generic,
  too_large: CODE.generic,
  unsupported: CODE.noTokens,
  limited: CODE.generic,
  busy: CODE.generic,
};

/** The HTTP statuses of those kinds that are not answered with 200. */
const STATUSES: Partial<Record<ErrorKind, number>> = { limited: 429, busy: 429 };

/** Whether the server cannot do its work, as its database or its store is away: not that only a queue is full. */
export const isOutOfOrder = ({ kind, detail }: DomainError): boolean => kind === 'busy' && detail.subject !== 'queue';

/** What is not found, by the subject of the error. */
const THINGS: Readonly<Record<string, string>> = {
  ...{ artists: 'Artist', albums: 'Album', tracks: 'Song', artist: 'Artist', album: 'Album', track: 'Song' },
  ...{
    playlist: 'Playlist',
    bookmark: 'Bookmark',
    share: 'Share',
    account: 'User',
    file: 'File',
    folder: 'Directory',
    picture: 'Cover art',
    video: 'Video',
    episode: 'Podcast episode',
  },
};

/** How a domain error is told to a player. */
export function told(error: DomainError): { status: number; code: number; message: string } {
  const { kind, message, detail } = error;
  const status = kind === 'too_large' && detail.field === 'body' ? 413 : (STATUSES[kind] ?? 200);
  if (detail.subject === 'credentials') return { status, code: CODE.conflicting, message };
  if (kind === 'not_found')
    return { status, code: CODE.notFound, message: `${THINGS[detail.subject ?? ''] ?? 'Thing'} not found` };
  if (kind === 'forbidden')
    return { status, code: CODE.forbidden, message: 'User is not authorized for the given operation' };
  return { status, code: CODES[kind], message };
}

/** What is refused before a request has reached this surface, or behind its back. */
export const opensubsonicDialect: Dialect = {
  name: 'opensubsonic',
  owns: (_method, path) => /^\/rest(\/|$)/.test(path),
  encoding: {
    types: ['application/json', 'application/xml'],
    write: (body, request) => {
      const format = formatOfRequest(request) ?? formatOf(new Parameters(new URL(request.url).search.slice(1)));
      return failureIn(format, (body as { message: string }).message);
    },
  },
  refusals: {
    invalid: withOwnMessage(200),
    unauthenticated: withOwnMessage(200),
    wrong_token: withOwnMessage(200),
    wrong_login: withOwnMessage(200),
    forbidden: withOwnMessage(200),
    not_found: withOwnMessage(200),
    conflict: withOwnMessage(200),
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(200),
    limited: withOwnMessage(429),
    busy: withText(503, 'The server is busy, try again shortly'),
  },
  headers: FOR_ALL_PAGES,
  texts: {
    notFound: 'There is no such endpoint',
    methodNotAllowed: 'There is no such endpoint',
    failed: 'Something went wrong',
  },
  body: (message) => ({ message }),
  documentation: {
    error: Envelope,
    inPath: {},
  },
};
