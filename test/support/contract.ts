/**
 * Every JSON answer in every test is held against the OpenAPI document of the server that gave it: the status is one
 * that the operation documents, the body is of the shape documented for it.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Contract, isJson } from '../../scripts/contract/contract.ts';
import type { OpenApi } from '../../scripts/contract/operations.ts';

/** What happens when an answer is not as documented: `fail` the test, `report` it in a line of the output, or nothing. */
const MODE = process.env.TEST_CONTRACT ?? 'fail';

/** By the settings of the server: a process reads each document once. */
const contracts = new Map<string, Promise<Contract>>();
const reported = new Set<string>();

/**
 * The contract of a server.
 *
 * @param settings of the server; those that say where its data are make no difference
 * @param read asks the server for `/swagger/json`
 */
export function contractOf(settings: object, read: () => Promise<Response> | Response): Promise<Contract | undefined> {
  if (MODE === 'off') return Promise.resolve(undefined);
  const key = JSON.stringify({ ...settings, DATA_DIR: undefined, DATABASE_URL: undefined });
  const known = contracts.get(key);
  if (known) return known;
  const made = Promise.resolve(read()).then(async (response) => new Contract((await response.json()) as OpenApi));
  contracts.set(key, made);
  made.catch(() => contracts.delete(key));
  return made;
}

/**
 * Holds an answer against the contract.
 *
 * @returns the answer, unread
 * @throws Error when it is not as documented
 */
export async function checked(
  contract: Contract | undefined,
  method: string,
  path: string,
  response: Response,
): Promise<Response> {
  const operation = contract?.find(method, path);
  if (contract === undefined || operation === undefined) return response;
  const { status } = response;
  const type = response.headers.get('content-type');
  const text = isJson(type) ? await textOf(response.clone() as Response) : '';
  const breach = contract.breach({ method, path, status, type, text });
  if (breach === undefined) return response;
  if (MODE === 'fail') throw new Error(breach);
  const line = `BREACH ${breach}`;
  // biome-ignore lint/suspicious/noConsole: a report is asked for.
  if (!reported.has(line)) console.error(line);
  reported.add(line);
  return response;
}

/** The text of an answer, which is compressed as it leaves the server, and is not where `fetch` has read it. */
async function textOf(response: Response): Promise<string> {
  const bytes = await response.bytes();
  const [first, second] = bytes;
  const isGzip = first === 0x1f && second === 0x8b;
  const isZstd = first === 0x28 && second === 0xb5;
  return new TextDecoder().decode(isGzip ? gunzipSync(bytes) : isZstd ? zstdDecompressSync(bytes) : bytes);
}
