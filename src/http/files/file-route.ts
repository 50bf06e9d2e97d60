import type { Account } from '../../domain/accounts/model.ts';
import type { StoredBytes } from '../../domain/media/model.ts';
import type { Media } from '../../domain/media/service.ts';
import { DomainError } from '../../errors.ts';
import type { AddressBook } from '../identity/client-address.ts';
import { BY_CALLER } from '../identity/credentials.ts';
import { noteAgain } from '../server/exchange.ts';
import { asSent } from '../server/front-door.ts';
import { type FileAnswerOptions, filled, type Planned, planAnswer } from './file-answer.ts';

interface Found extends FileAnswerOptions {
  file: StoredBytes;
  /** Called when an answer carries the first byte. */
  begins?: (request: Request) => void;
  /** Whether everybody who is not signed in finds the same, until the catalogue changes. */
  isShared?: boolean;
}

/** What a file may depend on. */
export interface FileRequest {
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  request: Request;
  /** `undefined` for a stranger, and where nobody is asked. */
  caller?: Account | undefined;
  server: FileServer | null;
}

interface FileServer extends AddressBook {
  timeout(request: Request, seconds: number): void;
}

const gone = () => new DomainError('not_found', 'Not found', { subject: 'file' });

/**
 * The handler of an address that answers `GET` and `HEAD` with stored bytes.
 * @param find gives the file, or throws the error that refuses it
 * @param absent what to throw when the bytes are not there as the database promises
 */
export function sendsFile<Asked extends FileRequest>(
  media: Pick<Media, 'open' | 'openAtOnce' | 'addressOf'>,
  find: (asked: Asked) => Promise<Found>,
  absent = gone,
) {
  function atOnce(request: Request, found: Found, server: FileServer | null): Response | undefined {
    const plan = planOf(request, found);
    const opened = media.openAtOnce(found.file, plan);
    return opened && begun(filled(plan, opened, asSent(request)), plan, request, found, server);
  }

  async function later(request: Request, found: Found, server: FileServer | null): Promise<Response> {
    const plan = planOf(request, found);
    const address = plan.end > 0 ? media.addressOf(found.file, found.disposition) : undefined;
    if (address !== undefined) return begun(elsewhere(await address, plan), plan, request, found, server);
    const opened = await media.open(found.file, plan);
    if (opened === undefined) throw absent();
    return begun(filled(plan, opened, asSent(request)), plan, request, found, server);
  }

  // Taken apart, as Elysia looks in the text of a handler for what it has to prepare.
  return async ({ params, query, request, caller, server }: Asked): Promise<Response> => {
    const found = await find({ params, query, request: asSent(request), caller, server } as Asked);
    if (found.isShared && caller === undefined) noteAgain(request, (next) => atOnce(next, found, server));
    return atOnce(request, found, server) ?? later(request, found, server);
  };
}

function planOf(request: Request, { file, ...options }: Found): Planned {
  const plan = planAnswer(asSent(request), file, options);
  // Caches keep files, and a page of another origin can't use what was answered without the headers for pages.
  const isPersonal = options.cacheControl?.startsWith('private') === true;
  plan.headers.Vary = isPersonal ? `${BY_CALLER}, Origin` : 'Origin';
  return plan;
}

/** An answer that is about to leave. */
function begun(
  response: Response,
  { start, end }: Planned,
  request: Request,
  { begins }: Found,
  server: FileServer | null,
): Response {
  if (start === 0 && end > 0) begins?.(request);
  // A listener who pauses for minutes is not idle; TCP notices the dead ones. Bun sets its own timeout when it begins
  // to send, which is after this handler has returned.
  setImmediate(() => server?.timeout(request, 0));
  return response;
}

/** An answer that sends the client to the store itself, by an address that soon ends. */
const elsewhere = (address: string, { headers }: Planned) =>
  new Response(null, {
    status: 302,
    headers: { Location: address, 'Cache-Control': 'no-store', Vary: headers.Vary ?? '' },
  });
