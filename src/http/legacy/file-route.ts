import type { TSchema } from '@sinclair/typebox';
import type { AnyElysia, DocumentDecoration } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import { DomainError } from '../../errors.ts';
import { answerFile, type FileAnswerOptions, type StoredBytes } from '../files/file-answer.ts';
import type { AddressBook } from '../identity/client-address.ts';
import { asSent } from '../server/front-door.ts';
import type { Need } from './caller.ts';

interface Found extends FileAnswerOptions {
  bytes: StoredBytes;
  /** Called when the answer carries the first byte. */
  begins?: () => void;
}

/** What a file may depend on. */
export interface FileRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  request: Request;
  /** `undefined` for a stranger. */
  caller: Account | undefined;
  server: FileServer | null;
}

interface FileServer extends AddressBook {
  timeout(request: Request, seconds: number): void;
}

/**
 * `GET` and `HEAD` of an address that answers with stored bytes.
 * @param app knows the callers
 * @param find gives the file, or throws the error that refuses it
 * @param absent what to throw when the disk does not hold what the database promises
 * @param more the shape of the query; who may ask, when not everybody
 */
export function fileRoute<App extends AnyElysia>(
  app: App,
  path: string,
  detail: DocumentDecoration,
  find: (asked: FileRequest) => Promise<Found>,
  absent = () => new DomainError('not_found', 'Not found', { subject: 'file' }),
  { query: shape, access = 'anybody' }: { query?: TSchema; access?: Need } = {},
): App {
  // Taken apart, as Elysia looks in the text of a handler for what it has to prepare.
  const answer = async ({ params, query, request, caller, server }: FileRequest): Promise<Response> => {
    const sent = asSent(request);
    const { bytes, begins, ...options } = await find({ params, query, request: sent, caller, server });
    const response = answerFile(sent, bytes, options);
    if (response === null) throw absent();
    if (begins && sent.method === 'GET' && carriesFirstByte(response)) begins();
    // Caches keep files, and a page of another origin can't use what was answered without the headers for pages.
    response.headers.set('vary', 'Origin');
    // A listener who pauses for minutes is not idle; TCP notices the dead ones. Bun sets its own timeout when it begins
    // to send, which is after this handler has returned.
    setImmediate(() => server?.timeout(request, 0));
    return response;
  };
  return app.get(
    path,
    answer as never,
    { access, detail, ...(shape ? { query: shape } : {}) } as never,
  ) as unknown as App;
}

function carriesFirstByte({ status, headers }: Response): boolean {
  return status === 200 || (status === 206 && headers.get('content-range')?.startsWith('bytes 0-') === true);
}
