import type { TSchema } from '@sinclair/typebox';
import type { DomainError, ErrorKind } from '../errors.ts';
import type { Credentials } from './identity/credentials.ts';

/** How the bodies of a dialect's answers are encoded. */
export interface Encoding {
  /** The media types of its answers, for the documentation. */
  types: readonly string[];
  /** @param request may say which of the types the client wants */
  write(body: unknown, request: Request): { type: string; text: string };
}

/** What is particular to the API of one surface: its paths, credentials, encoding, refusals and documentation. */
export interface Dialect {
  /** Names the surface in the documentation. */
  name: string;
  /** What the paths of its chapters begin with, as `/v1`. */
  root?: string;
  /** Whether a path belongs to the surface, so that unknown paths and methods are refused in its words. */
  owns(method: string, path: string): boolean;
  /** Finds the token in a request. Default: `defaultCredentials`. */
  credentials?: Credentials;
  /** Encodes its answers and refusals, but for files and other finished responses. Default: JSON. */
  encoding?: Encoding;
  /** Status and text for each kind of error. A new kind does not compile until every dialect has it. */
  refusals: { readonly [Kind in ErrorKind]: (error: DomainError) => Refusal };
  /** Headers of every refusal, besides those that all dialects have. */
  headers?: Readonly<Record<string, string>>;
  /** Texts of 404, 405 and 500 that no domain error causes. Default: English. */
  texts?: { readonly notFound: string; readonly methodNotAllowed: string; readonly failed: string };
  /**
   * The body of a refusal.
   * @param problems the texts of all problems, when there are several
   * @param index which entry of the request's list is refused, from 1
   */
  body(text: string, status: number, problems?: readonly string[], index?: number): object;
  documentation: {
    /** The shape of that body. */
    error: TSchema;
    /** Descriptions of the parameters of its paths, by name. */
    inPath: Readonly<Record<string, string>>;
    /** Whether its operations are documented in Russian, as its document is. */
    isRussian?: true;
  };
  /**
   * Whether a body that begins with `{` is read as JSON whatever its content type: the documents of some dialects name
   * none, so their clients send none.
   */
  takesBareJson?: true;
}

type Refusal = readonly [status: number, text: string];

/** How a surface spells fields that the domain knows by another name. */
export type Spelling = Readonly<Record<string, string>>;

/** A field as the surface spells it: of `links.vk` the first part has a spelling. */
export function spelled(field: string, spelling: Spelling): string {
  const [first = '', ...rest] = field.split('.');
  return [spelling[first] ?? first, ...rest].join('.');
}

/** Refuses with the error's own message, which begins with the field where there is one. */
export const withOwnMessage =
  (status: number, spelling: Spelling = {}) =>
  ({ message, detail: { field } }: DomainError): Refusal => {
    if (field === undefined || !message.startsWith(`${field} `)) return [status, message];
    return [status, spelled(field, spelling) + message.slice(field.length)];
  };

/** Refuses with the text that the dialect's document prints. */
export const withText = (status: number, text: string) => (): Refusal => [status, text];
