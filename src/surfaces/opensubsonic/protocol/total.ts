import type { Call } from '../endpoint.ts';
import { formatOfRequest, succeeded } from './envelope.ts';
import type { Tree } from './xml.ts';

/** An answer that says in a header how many entries the whole list has: players would look for its end by asking. */
export const succeededWithTotal = ({ request }: Pick<Call, 'request'>, answer: Tree, total: number): Response =>
  succeeded(formatOfRequest(request) ?? { name: 'xml' }, answer, { 'X-Total-Count': String(total) });
