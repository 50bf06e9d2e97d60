import type { Account } from '../../domain/accounts/model.ts';
import type { StoredBytes } from '../../domain/media/model.ts';
import type { Media } from '../../domain/media/service.ts';
import { DomainError } from '../../errors.ts';
import type { AddressBook } from '../identity/client-address.ts';
import { BY_CALLER } from '../identity/credentials.ts';
import { asSent } from '../server/front-door.ts';
import { type FileAnswerOptions, filled, planAnswer } from './file-answer.ts';

interface Found extends FileAnswerOptions {
  file: StoredBytes;
  /** Called when the answer carries the first byte. */
  begins?: () => void;
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
  media: Pick<Media, 'open' | 'addressOf'>,
  find: (asked: Asked) => Promise<Found>,
  absent = gone,
) {
  // Taken apart, as Elysia looks in the text of a handler for what it has to prepare.
  return async ({ params, query, request, caller, server }: Asked): Promise<Response> => {
    const sent = asSent(request);
    const { file, begins, ...options } = await find({ params, query, request: sent, caller, server } as Asked);
    const plan = planAnswer(sent, file, options);
    // Caches keep files, and a page of another origin can't use what was answered without the headers for pages.
    const isPersonal = options.cacheControl?.startsWith('private') === true;
    plan.headers.Vary = isPersonal ? `${BY_CALLER}, Origin` : 'Origin';
    const address = plan.end > 0 ? media.addressOf(file, options.disposition) : undefined;
    let response: Response;
    if (address !== undefined) response = elsewhere(await address, plan.headers.Vary);
    else {
      const opening = media.open(file, plan);
      const opened = opening instanceof Promise ? await opening : opening;
      if (opened === undefined) throw absent();
      response = filled(plan, opened, sent);
    }
    if (begins && plan.start === 0 && plan.end > 0) begins();
    // A listener who pauses for minutes is not idle; TCP notices the dead ones. Bun sets its own timeout when it begins
    // to send, which is after this handler has returned.
    setImmediate(() => server?.timeout(request, 0));
    return response;
  };
}

/** An answer that sends the client to the store itself, by an address that soon ends. */
const elsewhere = (address: string, vary: string) =>
  new Response(null, { status: 302, headers: { Location: address, 'Cache-Control': 'no-store', Vary: vary } });
