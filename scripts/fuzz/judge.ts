import type { Contract } from '../contract/contract.ts';
import type { Draft } from './draft.ts';
import type { Reply } from './send.ts';

/** Statuses of HTTP itself, which any address may answer to what is no sound HTTP. */
const OF_HTTP = new Set([400, 404, 405, 408, 413, 414, 431, 501, 505]);
/** Those that come before anything is routed, for lines and headers that are too long or too slow. */
const UNROUTED = new Set([408, 414, 431]);
/** Bytes: a server may close the connection on a body larger than this once it has refused it. */
const LARGE = 64 << 10;

/** A fault of the server. */
export interface Finding {
  /** Findings of one kind are one: the first is shown. */
  kind: string;
  what: string;
}

/** Tells what is wrong with an answer. */
export function judge(contract: Contract, draft: Draft, reply: Reply): Finding | undefined {
  const { status, headers, text, wire } = reply;
  const { name } = draft.operation;
  if (status === 0) {
    // Who hangs up, or is refused in the middle of much, has no claim to an answer.
    if (draft.raw?.cut !== undefined || (wire.body?.length ?? 0) > LARGE) return undefined;
    return { kind: `${name} no answer`, what: `${name}: ${reply.failure}` };
  }
  if (status === 503 && headers.has('retry-after')) return undefined;
  if (status >= 500) return { kind: `${name} ${status}`, what: `${name} answered ${status}: ${text.slice(0, 300)}` };
  if (UNROUTED.has(status) || (draft.raw && OF_HTTP.has(status))) return undefined;
  // The server takes `..` out of a path before it looks for the route (RFC 3986, 5.2.4), as clients do before they send it.
  const path = URL.parse(`http://localhost${wire.target}`)?.pathname ?? wire.target;
  const type = headers.get('content-type');
  const breach = contract.breach({ method: wire.method, path, status, type, text });
  return breach === undefined ? undefined : { kind: breach.replace(/:.*/s, ''), what: breach };
}
