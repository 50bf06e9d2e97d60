import type { TSchema } from '@sinclair/typebox';
import type { DomainError, ErrorKind } from '../errors.ts';
import type { Credentials } from './identity/credentials.ts';

/** How the bodies of a surface are written. */
export interface Encoding {
  /** The media types it answers in, for the documentation. */
  types: readonly string[];
  /** @param request may say which of them its client wants */
  write(body: unknown, request: Request): { type: string; text: string };
}

/** How one surface says that something went wrong, how its callers show who they are, and how it is documented. */
export interface Dialect {
  /** Names the surface in the documentation. */
  name: string;
  /** Whether an address belongs to the surface, so that unknown paths and wrong methods are refused in its words. */
  owns(method: string, path: string): boolean;
  /** Finds the token that a request shows; the usual headers and cookie when absent. */
  credentials?: Credentials;
  /** Writes its answers and its refusals; JSON when absent. Files and other responses that are ready stay as they are. */
  encoding?: Encoding;
  /** Status and text of each kind of error: exhaustive, so that a new kind is a type error here. */
  refusals: { readonly [Kind in ErrorKind]: (error: DomainError) => Answered };
  /** Texts for what no kind of error says, where they are not English. */
  texts?: { readonly notFound: string; readonly methodNotAllowed: string; readonly failed: string };
  /** The body that carries a text. @param problems when there are several, for a dialect that lists them */
  body(text: string, status: number, problems?: readonly string[]): object;
  documentation: {
    /** The shape of that body. */
    error: TSchema;
    /** What stands at the names in its paths. */
    inPath: Readonly<Record<string, string>>;
    /** Whether its operations are documented in Russian, as its document is. */
    isRussian?: true;
  };
  /**
   * Whether a body that begins with `{` is JSON whatever its content type, or without one: the documents of some
   * surfaces name none, and their clients send none.
   */
  takesBareJson?: true;
}

type Answered = readonly [status: number, text: string];

/** How a surface spells fields that the domain knows by another name. */
export type Spelling = Readonly<Record<string, string>>;

/** A field as the surface spells it: of `links.vk` the first part has a spelling. */
export function spelled(field: string, spelling: Spelling): string {
  const [first = '', ...rest] = field.split('.');
  return [spelling[first] ?? first, ...rest].join('.');
}

/** Answers an error in its own words, which begin with the field where there is one. */
export const as =
  (status: number, spelling: Spelling = {}) =>
  ({ message, detail: { field } }: DomainError): Answered => {
    if (field === undefined || !message.startsWith(`${field} `)) return [status, message];
    return [status, spelled(field, spelling) + message.slice(field.length)];
  };

/** Answers an error in the document's words, whatever it says itself. */
export const saying = (status: number, text: string) => (): Answered => [status, text];
