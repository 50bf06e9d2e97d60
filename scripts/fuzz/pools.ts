import { toUuid } from '../../src/lib/ids.ts';
import type { Random } from './random.ts';

interface Entry {
  value: string;
  /** The number of the person who was told it. */
  owner: number;
}

const MOST_OF_A_KIND = 80;
const LONGEST = 2000;
/** The share of values taken from what the person was told, rather than from what anybody was. */
const OWN = 0.8;
const REFERENCE = /(?:id|key|token|username|login|number|filename|name|image|cursor|stage_name|email)$/i;

/** `trackId`, `track_id`, `tracks` and `track` are one kind. */
export function kindOf(name: string): string {
  const stem = name
    .replace(/_?ids?$/i, '')
    .replace(/^_/, '')
    .toLowerCase();
  return stem.replace(/(?<=..)s$/, '');
}

/** The other spelling of an id of 24 hexadecimal digits, as `src/lib/ids.ts` has it. */
function spelledAsUuid(id: string): string {
  return /^[0-9a-f]{24}$/.test(id) ? toUuid(id) : id;
}

/** Whether a field of such a name takes what another answer told. */
export function isReference(name: string): boolean {
  return (
    REFERENCE.test(name) || /^(?:id|ids|user|artist|album|track|viewer|password|oldPassword|newPassword)/i.test(name)
  );
}

/** What answers have told so far, by the kind of name under which they told it. */
export class Pools {
  readonly #kinds = new Map<string, Entry[]>();
  /** What is never handed out: without the first root nobody could be made any more. */
  readonly #spared: ReadonlySet<string>;

  constructor(spared: readonly string[]) {
    this.#spared = new Set(spared.flatMap((value) => [value, spelledAsUuid(value)]));
  }

  kinds(): string[] {
    return [...this.#kinds].flatMap(([kind, { length }]) => (length > 0 ? kind : []));
  }

  add(random: Random, kind: string, value: string, owner: number): void {
    if (value === '' || value.length > LONGEST || this.#spared.has(value)) return;
    const entries = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, entries);
    if (entries.some((entry) => entry.value === value && entry.owner === owner)) return;
    if (entries.length < MOST_OF_A_KIND) entries.push({ value, owner });
    else entries[random.whole(0, MOST_OF_A_KIND - 1)] = { value, owner };
  }

  pick(random: Random, kind: string, owner: number): string | undefined {
    const entries = this.#kinds.get(kind) ?? [];
    const own = entries.filter((entry) => entry.owner === owner);
    if (own.length > 0 && random.chance(OWN)) return random.pick(own).value;
    return entries.length > 0 ? random.pick(entries).value : undefined;
  }

  /** Drops what somebody was told who is no more: most of it went with them. */
  forget(owner: number): void {
    for (const [kind, entries] of this.#kinds)
      this.#kinds.set(
        kind,
        entries.filter((entry) => entry.owner !== owner),
      );
  }

  /** Something that somebody else was told. */
  pickOthers(random: Random, owner: number): string | undefined {
    const others = [...this.#kinds.values()].flat().filter((entry) => entry.owner !== owner);
    return others.length > 0 ? random.pick(others).value : undefined;
  }

  /**
   * Reads all references of an answer.
   *
   * @param dialect of the operation: what is called an artist here may be none there
   * @param collection what the ids at the top of the answer are ids of
   */
  harvest(random: Random, answer: unknown, dialect: string, collection: string, owner: number): void {
    let left = 300;
    const walk = (value: unknown, name: string, parent: string) => {
      if (left-- <= 0) return;
      if (Array.isArray(value)) for (const item of value.slice(0, 20)) walk(item, name, parent);
      else if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) walk(item, key, name || parent);
      else if (typeof value === 'string' || (typeof value === 'number' && /id$/i.test(name))) {
        if (/^_?id$/.test(name)) this.add(random, `${dialect} ${kindOf(parent)}`, String(value), owner);
        else if (REFERENCE.test(name)) {
          const kind = typeof value === 'number' ? name : kindOf(name);
          this.add(random, `${dialect} ${kind}`, String(value), owner);
        }
      }
    };
    const isWrapped = (key: string) => /^(?:data|response|users|profiles|file|files)$/.test(key);
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer))
      for (const [key, value] of Object.entries(answer)) walk(value, isWrapped(key) ? '' : key, collection);
    else walk(answer, '', collection);
  }
}
