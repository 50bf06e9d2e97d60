import type { DomainError, ErrorKind } from '../errors.ts';

/** How one surface says that something went wrong. */
export interface Dialect {
  /** Whether an address belongs to the surface, so that unknown paths and wrong methods are refused in its words. */
  owns(method: string, path: string): boolean;
  /** Status and text of each kind of error: exhaustive, so that a new kind is a type error here. */
  refusals: { readonly [Kind in ErrorKind]: (error: DomainError) => Answered };
  /** Texts for what no kind of error says, where they are not English. */
  texts?: { readonly notFound: string; readonly methodNotAllowed: string; readonly failed: string };
  /** The body that carries a text. @param problems when there are several, for a dialect that lists them */
  body(text: string, status: number, problems?: readonly string[]): object;
}

type Answered = readonly [status: number, text: string];

/** Answers an error in its own words. */
export const as =
  (status: number) =>
  (error: DomainError): Answered => [status, error.message];

/** Answers an error in the document's words, whatever it says itself. */
export const saying = (status: number, text: string) => (): Answered => [status, text];
