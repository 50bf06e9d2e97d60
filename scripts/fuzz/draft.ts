import type { Operation } from '../contract/operations.ts';
import type { Upload } from './files.ts';
import type { Choice } from './habits.ts';
import type { Person } from './people.ts';

export type Field = [name: string, value: string | Upload];

export type Body =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  | { kind: 'form'; fields: Field[] }
  | { kind: 'raw'; type: string; bytes: Uint8Array };

/** A request that is being made up. */
export interface Draft {
  operation: Operation;
  person: Person;
  /** What stands at the names in the path, not yet encoded. */
  path: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: Body;
  choices: Choice[];
  /** What was done to it after it was sound. */
  mutations: string[];
  /** Instead of the path made of the template. */
  target?: string;
  /** It goes out over a bare socket, for no client would send it. */
  raw?: { host?: string; version?: '1.0' | '1.1' /** The body ends after so much of it. */; cut?: number };
}

/** A request as it is sent. */
export interface Wire {
  method: string;
  target: string;
  headers: [string, string][];
  body?: Uint8Array;
}

/** Writes a draft as it is sent. */
export function encode(draft: Draft): Wire {
  const path = draft.operation.template.replace(/\{([^}]+)\}/g, (_, name) => encoded(draft.path[name] ?? ''));
  const query = draft.query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  const target = draft.target ?? (query ? `${path}?${query}` : path);
  const { type, bytes } = encodeBody(draft.body);
  const headers = Object.entries({ ...(type ? { 'content-type': type } : {}), ...draft.headers });
  return { method: draft.operation.method, target, headers, ...(bytes ? { body: bytes } : {}) };
}

/** Percent-encoded; lone surrogates, which have no encoding, become what a careless client makes of them. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const BOUNDARY = 'fuzz-7f3a';

function encodeBody(body: Body): { type?: string; bytes?: Uint8Array } {
  if (body.kind === 'none') return {};
  if (body.kind === 'raw') return { type: body.type, bytes: body.bytes };
  if (body.kind === 'json')
    return { type: 'application/json', bytes: Buffer.from(JSON.stringify(body.value) ?? 'null') };
  const parts = body.fields.flatMap(([name, value]) => {
    const disposition = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`;
    return typeof value === 'string'
      ? [Buffer.from(`${disposition}\r\n\r\n${value}\r\n`)]
      : [
          Buffer.from(`${disposition}; filename="${value.name}"\r\nContent-Type: ${value.type}\r\n\r\n`),
          value.bytes,
          Buffer.from('\r\n'),
        ];
  });
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    bytes: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}
