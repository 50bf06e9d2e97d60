import type { RequestHandler } from '../../http/server/cross-origin.ts';
import { type Login, PASSWORD } from '../../lib/examples.ts';
import { type Id, withFixed } from '../../lib/ids.ts';

type Bytes = Uint8Array<ArrayBuffer>;

interface RequestOptions {
  /** Whose token is sent; none when absent. */
  as?: Login;
  json?: object;
  /** Fields of a form; bytes are sent as a file that is named after the field. */
  form?: Record<string, string | Bytes | File>;
  /** A body that is a file. */
  bytes?: Bytes;
  headers?: Record<string, string>;
  /** Fixed ids for what the request makes, and fixed names for the files that it stores. */
  ids?: readonly Id[];
  names?: readonly string[];
}

interface ResponseData {
  headers: Headers;
  /** `undefined` unless the answer is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is in the OpenAPI document.
  body: any;
}

/**
 * A client that calls the server's request handler without a network: the demo's data is made by the same requests, checks
 * and workflow as any other.
 */
export function inProcessClient(answer: RequestHandler) {
  const tokens = new Map<Login, string>();

  /** Sends a request. @throws Error with the answer unless the status is 2xx */
  async function ask(method: string, path: string, options: RequestOptions = {}): Promise<ResponseData> {
    const { as, json, form, bytes, ids = [], names = [], headers = {} } = options;
    const request = new Request(`http://tonearm.example${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { token: await tokenOf(as) }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: form ? formOf(form) : (bytes ?? (json && JSON.stringify(json))),
    });
    const response = await withFixed({ ids, names }, async () => answer(request));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
  }

  /** Signs in at the first call for a login. */
  async function tokenOf(login: Login): Promise<string> {
    const known = tokens.get(login);
    if (known !== undefined) return known;
    const { body } = await ask('POST', '/users/login', { json: { username: login, password: PASSWORD } });
    tokens.set(login, body.token);
    return body.token;
  }

  return ask;
}

export type Ask = ReturnType<typeof inProcessClient>;

function formOf(fields: Record<string, string | Bytes | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    form.set(name, value instanceof Uint8Array ? new File([value], name) : value);
  return form;
}
