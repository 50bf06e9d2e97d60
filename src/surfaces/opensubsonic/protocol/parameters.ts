import { DomainError, invalid } from '../../../errors.ts';
import { type Id, parseId } from '../../../lib/ids.ts';

/** Most pairs of a name and a value in one request: a playlist of 10,000 songs has as many. */
const MOST_PAIRS = 20_000;
/** Kinds that some servers put before ids, and players keep. */
const PREFIX = /^(?:ar|al|tr|pl)-/;
const NUMBER = /^-?\d{1,15}$/;

/**
 * The parameters of a request: those of the query, then those of the form. A name may be repeated; where one value is
 * meant, the first counts. An empty value is that parameter absent, except where `given` is asked.
 */
export class Parameters {
  /** `null`: its percent-encoding is invalid. */
  readonly #values = new Map<string, (string | null)[]>();
  /** Whether there were more pairs than are read. */
  readonly isCut: boolean;

  /** @param texts in `application/x-www-form-urlencoded` */
  constructor(...texts: readonly string[]) {
    let pairs = 0;
    for (const text of texts)
      for (const pair of text.split('&')) {
        if (pair === '') continue;
        if (++pairs > MOST_PAIRS) break;
        const [name = '', ...value] = pair.split('=');
        const key = decoded(name) ?? name;
        const values = this.#values.get(key);
        if (values) values.push(decoded(value.join('=')));
        else this.#values.set(key, [decoded(value.join('='))]);
      }
    this.isCut = pairs > MOST_PAIRS;
  }

  /** A value, also an empty one; `undefined` when there is none, or none that can be read. */
  given(name: string): string | undefined {
    return this.#values.get(name)?.[0] ?? undefined;
  }

  /** A value that is not empty. */
  text(name: string): string | undefined {
    return this.given(name) || undefined;
  }

  /** @throws invalid when it is absent or cannot be read */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  /** All values of a name, in their order, without empty ones. @throws invalid when one cannot be read */
  all(name: string): string[] {
    return (this.#values.get(name) ?? []).flatMap((value) => {
      if (value === null) throw invalid(name, 'must be percent-encoded UTF-8');
      return value === '' ? [] : [value];
    });
  }

  /** A whole number, brought within bounds; the default for what is no number. */
  number(name: string, usual: number, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.text(name);
    if (value === undefined || !NUMBER.test(value)) return usual;
    return Math.min(most, Math.max(least, Number(value)));
  }

  /** A whole number, if there is one. */
  optionalNumber(name: string): number | undefined {
    const value = this.text(name);
    return value !== undefined && NUMBER.test(value) ? Number(value) : undefined;
  }

  /** @throws invalid when it is absent, no whole number, or less than allowed */
  requiredNumber(name: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number {
    const value = this.required(name);
    const number = Number(value);
    if (!NUMBER.test(value) || number < least || number > most)
      throw invalid(
        name,
        least === Number.MIN_SAFE_INTEGER ? 'must be a whole number' : `must be from ${least} to ${most}`,
      );
    return number;
  }

  flag(name: string, usual: boolean): boolean {
    const value = this.text(name)?.toLowerCase() ?? '';
    if (['true', '1', 'yes'].includes(value)) return true;
    return ['false', '0', 'no'].includes(value) ? false : usual;
  }

  /** The id in a parameter, in any spelling; `undefined` for a text that names nothing. @throws invalid when it is absent */
  id(name: string): Id | undefined {
    return readId(this.required(name));
  }

  /** All ids of a parameter; `undefined` for each text that names nothing. @throws too_large when there are too many */
  ids(name: string, most: number): (Id | undefined)[] {
    const texts = this.all(name);
    if (texts.length > most) throw new DomainError('too_large', `${name} must not be given more than ${most} times`);
    return texts.map(readId);
  }
}

/** An id of ours in either spelling, also behind the prefix of a kind; `undefined` for anything else. */
export const readId = (text: string): Id | undefined => parseId(text.replace(PREFIX, ''));

export const missing = (name: string): DomainError =>
  Object.assign(invalid(name, 'is missing', { missing: true }), { message: `Required parameter is missing: ${name}` });

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
