import type { AnyElysia, DocumentDecoration } from 'elysia';
import { DomainError } from '../errors.ts';
import type { Need } from './caller.ts';
import { answerFile, type FileAnswerOptions, type StoredBytes } from './file-answer.ts';
import { asSent } from './front-door.ts';

interface Found extends FileAnswerOptions {
  bytes: StoredBytes;
}

/**
 * `GET` and `HEAD` of an address that answers with stored bytes.
 * @param find gives the file, or throws the error that refuses it
 * @param absent what to throw when the disk does not hold what the database promises
 * @param access who may ask, when not everybody; then the app has to know the callers
 */
export function fileRoute<App extends AnyElysia>(
  app: App,
  path: string,
  detail: DocumentDecoration,
  find: (params: Record<string, string>, request: Request) => Promise<Found>,
  absent = () => new DomainError('not_found', 'Not found', { subject: 'file' }),
  access?: Need,
): App {
  const answer = async ({ params, request, server }: FileContext): Promise<Response> => {
    const { bytes, ...options } = await find(params, asSent(request));
    const response = answerFile(asSent(request), bytes, options);
    if (response === null) throw absent();
    // A listener who pauses for minutes is not idle; TCP notices the dead ones. Bun sets its own timeout when it begins
    // to send, which is after this handler has returned.
    setImmediate(() => server?.timeout(request, 0));
    return response;
  };
  return app.get(path, answer as never, { ...(access ? { access } : {}), detail } as never) as unknown as App;
}

interface FileContext {
  params: Record<string, string>;
  request: Request;
  server: { timeout(request: Request, seconds: number): void } | null;
}
