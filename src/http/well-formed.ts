import { Elysia } from 'elysia';
import { invalid } from '../errors.ts';

/** Refuses addresses whose percent-encoding is broken: the router would hand `null` to the handler where it says text. */
export function wellFormedPaths() {
  return new Elysia({ name: 'well-formed-paths' }).onRequest(({ request: { url } }) => {
    if (url.includes('%') && !isDecodable(url.split('?', 1)[0] as string))
      throw invalid('path', 'is not percent-encoded UTF-8');
  });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
