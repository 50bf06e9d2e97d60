import { Type as t } from '@sinclair/typebox';
import { invalid } from '../errors.ts';
import type { Cursor, Page, PageRequest } from '../lib/page.ts';
import { isStorable } from '../lib/text.ts';
import { originOf, type PublicAddress } from './server/origin.ts';

/** The query parameters of every list that is paged by `Link`. */
export const PageQuery = {
  limit: t.Optional(t.String({ description: 'a whole number from 1', pattern: '^\\d{1,40}$', examples: ['20'] })),
  cursor: t.Optional(t.String({ description: 'from the Link header of the page before' })),
};

/** Reads `limit` and `cursor`. @param most the default and the largest limit @throws invalid naming the one that is wrong */
export function readPage(query: { limit?: string; cursor?: string }, most: number): PageRequest {
  return {
    limit: readLimit(query.limit, most),
    ...(query.cursor === undefined ? {} : { after: readCursor(query.cursor) }),
  };
}

/** In characters. A key of the list may be a folded name of some thousand characters. */
const LONGEST_CURSOR = 16_384;

function readLimit(text: string | undefined, most: number): number {
  if (text === undefined) return most;
  if (!/^0*[1-9]\d*$/.test(text)) throw invalid('limit', 'must be a whole number from 1');
  return Math.min(Number(text), most);
}

/** The key that a cursor of a `Link` header has. @throws invalid (`cursor`) */
export function readCursor(text: string): Cursor {
  try {
    if (text.length > LONGEST_CURSOR) throw new RangeError();
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parts) && parts.every(isKeyPart)) return parts;
  } catch {
    // Not a cursor of `nextLink`.
  }
  throw invalid('cursor', 'is not one that this list gave');
}

function isKeyPart(part: unknown): part is string | number {
  return typeof part === 'string' ? isStorable(part) : Number.isSafeInteger(part);
}

/** Sets the `Link` header of an answer unless the page is the last. @returns the entries of the page */
export function withNextLink<Entry>(
  page: Page<Entry>,
  { request, set }: AnswerContext,
  config: PublicAddress,
): Entry[] {
  Object.assign(set.headers, nextLink(request, page, config));
  return page.entries;
}

interface AnswerContext {
  request: Request;
  set: { headers: object };
}

/** The `Link` header (RFC 8288) of the next page: the URL of this request with another cursor. */
function nextLink(request: Request, page: Page<unknown>, config: PublicAddress): Record<string, string> {
  if (page.next === undefined) return {};
  const url = new URL(request.url);
  url.searchParams.set('cursor', Buffer.from(JSON.stringify(page.next)).toString('base64url'));
  return { link: `<${originOf(request, config)}${url.pathname}${url.search}>; rel="next"` };
}
