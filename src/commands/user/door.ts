import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../db/loggable.ts';
import { DomainError } from '../../errors.ts';
import { foreignFolder } from '../beside.ts';
import { Failure } from '../failure.ts';
import type { ShownAccount, UserOperations, UserRequests } from './operations.ts';

/**
 * The door for commands beside a running server: a socket in the data folder, which only the system's user of the server
 * can open. What changes a SQLite database goes through the process that owns it.
 */
const DOOR = 'door';
/** Bytes of a request. */
const LARGEST = 64 * 1024;
/** Milliseconds for which a server is waited for that has been asked. */
const PATIENCE = 30_000;
/** Bytes of a socket's path that the system takes, less those of the name. */
const LONGEST_FOLDER = 100;

/** Opens the door of a data folder that this process owns. @returns what closes it */
export function openDoor(dataDir: string, operations: UserOperations): { close(): Promise<void> } {
  const path = join(dataDir, DOOR);
  // Left by a process that was killed: this one holds the folder's lock.
  rmSync(path, { force: true });
  const server = withSocketPath(dataDir, (unix) =>
    Bun.serve({
      unix,
      maxRequestBodySize: LARGEST,
      development: false,
      fetch: (request) => answer(request, operations),
      error: () => refusal(500, 'the server failed; its log says why'),
    }),
  );
  chmodSync(path, 0o600);
  return {
    close: async () => {
      await server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

async function answer(request: Request, operations: UserOperations): Promise<Response> {
  const name = new URL(request.url).pathname.slice(1);
  if (!Object.hasOwn(operations, name))
    return refusal(404, 'the running server does not know this command; use the tonearm of its version');
  // Whoever can open the socket could also change the database, so the request is not checked but by the domain.
  const operation = operations[name as keyof UserRequests] as (asked: unknown) => Promise<ShownAccount>;
  try {
    return Response.json(await operation(await request.json()));
  } catch (error) {
    if (error instanceof DomainError) return refusal(400, error.message);
    throw error;
  }
}

const refusal = (status: number, error: string) => Response.json({ error }, { status });

/**
 * Asks the server that owns a data folder.
 * @returns its answer; `undefined` when no door is open there
 * @throws Failure with what the server says
 */
export async function askAtDoor<Name extends keyof UserRequests>(
  dataDir: string,
  name: Name,
  asked: UserRequests[Name],
): Promise<ShownAccount | undefined> {
  const answer = await withSocketPath(dataDir, async (unix) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(`http://door/${name}`, { unix, method: 'POST', body: JSON.stringify(asked), signal });
    return { isDone: response.ok, said: (await response.json()) as ShownAccount & { error?: string } };
  }).catch((error) => {
    if (CLOSED.has(error.code)) return undefined;
    if (error.code === 'EACCES') throw foreignFolder(dataDir);
    throw new Failure(
      `the server has not answered (${reasonOf(error)}), and may have done this or not: see tonearm user list, and run it again`,
    );
  });
  if (answer === undefined) return undefined;
  if (!answer.isDone) throw new Failure(answer.said.error);
  return answer.said;
}

/** No folder or no socket; a socket that a killed process left. */
const CLOSED = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Does something with the path of the socket. A folder whose own path is too long for a socket is named by a descriptor
 * (Linux), as the system bounds the text, not the place.
 */
function withSocketPath<Result>(dataDir: string, work: (path: string) => Result): Result {
  if (Buffer.byteLength(dataDir) <= LONGEST_FOLDER) return work(join(dataDir, DOOR));
  const folder = openSync(dataDir, 'r');
  const close = () => closeSync(folder);
  try {
    const result = work(`/proc/self/fd/${folder}/${DOOR}`);
    if (result instanceof Promise) return result.finally(close) as Result;
    close();
    return result;
  } catch (error) {
    close();
    throw error;
  }
}
