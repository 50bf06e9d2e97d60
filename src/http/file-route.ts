import type { DocumentDecoration, Elysia } from 'elysia';
import { DomainError } from '../errors.ts';
import { answerFile, type FileAnswerOptions, type StoredBytes } from './file-answer.ts';
import { asSent } from './front-door.ts';

interface Found extends FileAnswerOptions {
  bytes: StoredBytes;
}

/**
 * `GET` and `HEAD` of an address that answers with stored bytes.
 * @param find gives the file, or throws the error that refuses it
 * @param absent what to throw when the disk does not hold what the database promises
 */
export function fileRoute<App extends Elysia>(
  app: App,
  path: string,
  detail: DocumentDecoration,
  find: (params: Record<string, string>, request: Request) => Promise<Found>,
  absent = () => new DomainError('not_found', 'Not found', { subject: 'file' }),
): App {
  const answer = async ({ params, request, server }: FileContext): Promise<Response> => {
    const { bytes, ...options } = await find(params, asSent(request));
    const response = answerFile(asSent(request), bytes, options);
    if (response === null) throw absent();
    // Caches keep files, and a page of another origin can't use what was answered without the headers for pages.
    response.headers.set('vary', 'Origin');
    // A listener who pauses for minutes is not idle; TCP notices the dead ones. Bun sets its own timeout when it begins
    // to send, which is after this handler has returned.
    setImmediate(() => server?.timeout(request, 0));
    return response;
  };
  return app.get(path, answer as never, { detail }) as unknown as App;
}

interface FileContext {
  params: Record<string, string>;
  request: Request;
  server: { timeout(request: Request, seconds: number): void } | null;
}
