import type { Account } from '../../domain/accounts/model.ts';
import type { FileRequest } from '../../http/files/file-route.ts';
import type { LongAnswer } from '../../lib/long-answers.ts';
import type { Parameters } from './protocol/parameters.ts';
import type { Tree } from './protocol/xml.ts';

/** A request whose caller is known. */
export interface Call {
  parameters: Parameters;
  viewer: Account;
  /** What the player calls itself. */
  client: string;
  request: Request;
  server: FileRequest['server'];
  /** Its answer, if it turns out to be long. */
  long: LongAnswer;
}

/** For whom things are shown, and in which answer. */
export type Shown = Pick<Call, 'viewer' | 'long'>;

/** A parameter as the documentation shows it: what it says, and an example that works in the demo. */
export type Said = readonly [description: string, example?: string | number];

/** What answers one name under `/rest`. */
export interface Endpoint {
  summary: string;
  /** What happens, and what comes back, in Markdown. */
  about: string;
  parameters?: Readonly<Record<string, Said>>;
  /** The media type of its answer, where it is no envelope. */
  type?: string;
  /** Another one that it may have. */
  otherType?: string;
  /** The element of the envelope with what is asked for, or a whole answer. @throws DomainError */
  answer(call: Call): Tree | Response | Promise<Tree | Response>;
}

/** Endpoints by their names. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
