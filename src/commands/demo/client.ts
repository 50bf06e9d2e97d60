import type { RequestHandler } from '../../http/server/cross-origin.ts';
import { type Login, PASSWORD } from '../../lib/examples.ts';
import { type Id, withFixed } from '../../lib/ids.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What is sent, and what shall come of it. */
interface Sent {
  /** Who asks; a stranger when absent. */
  as?: Login;
  json?: object;
  /** Fields of a form; bytes are a file, named after the field unless a name is given. */
  form?: Record<string, string | Bytes | File>;
  headers?: Record<string, string>;
  /** The ids of what is made, and the names of the files that are stored, as far as they are fixed. */
  ids?: readonly Id[];
  names?: readonly string[];
}

interface Answered {
  headers: Headers;
  /** Absent when the answer is empty, or no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: what each answer holds is said by the document of the house.
  body: any;
}

/**
 * Asks the house through its front door, as any client does: so the demo's world is made of what the dialects promise,
 * by the same checks and in the same workflow as everybody's.
 */
export function inProcess(answer: RequestHandler) {
  const tokens = new Map<Login, string>();

  /** @throws Error with the answer when it refuses */
  async function ask(method: string, path: string, sent: Sent = {}): Promise<Answered> {
    const { as, json, form, ids = [], names = [], headers = {} } = sent;
    const request = new Request(`http://tonearm.example${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { token: await tokenOf(as) }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: form ? formOf(form) : json && JSON.stringify(json),
    });
    const response = await withFixed({ ids, names }, async () => answer(request));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
  }

  /** Signs somebody in, once. */
  async function tokenOf(login: Login): Promise<string> {
    const known = tokens.get(login);
    if (known !== undefined) return known;
    const { body } = await ask('POST', '/users/login', { json: { username: login, password: PASSWORD } });
    tokens.set(login, body.token);
    return body.token;
  }

  return ask;
}

export type Ask = ReturnType<typeof inProcess>;

function formOf(fields: Record<string, string | Bytes | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    form.set(name, value instanceof Uint8Array ? new File([value], name) : value);
  return form;
}
