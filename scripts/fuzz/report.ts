import type { Draft } from './draft.ts';
import type { Finding } from './judge.ts';
import type { Reply } from './send.ts';

/** A finding with the request that showed it first. */
export interface Shown extends Finding {
  times: number;
  /** How to ask that again. */
  curl: string;
  /** Of the request, counted from 1. */
  request: number;
  mutations: string[];
}

/** What was asked, what came back, and what was wrong with it. */
export class Report {
  readonly findings = new Map<string, Shown>();
  readonly #byClass = new Map<string, number>();
  readonly #byRole = new Map<string, { asked: number; succeeded: number }>();
  readonly #reached = new Map<string, { asked: number; succeeded: number }>();
  /** How sound requests were last refused. */
  readonly #refused = new Map<string, string>();
  #slowest = { took: 0, name: '' };
  requests = 0;
  memory: { warm: number; end: number; limit: number } | undefined;

  constructor(readonly operations: number) {}

  count(draft: Draft, { status, took, text, wire }: Reply): void {
    this.requests++;
    if (draft.mutations.length === 0 && status >= 400)
      this.#refused.set(
        draft.operation.name,
        `${wire.target.slice(0, 150)} by ${draft.person.role}: ${status} ${text.slice(0, 100)}`,
      );
    const succeeded = status >= 200 && status < 300 ? 1 : 0;
    const byClass = status === 0 ? 'none' : `${Math.floor(status / 100)}xx`;
    this.#byClass.set(byClass, (this.#byClass.get(byClass) ?? 0) + 1);
    for (const [counts, key] of [
      [this.#byRole, draft.person.role],
      [this.#reached, draft.operation.name],
    ] as const) {
      const known = counts.get(key) ?? { asked: 0, succeeded: 0 };
      counts.set(key, { asked: known.asked + 1, succeeded: known.succeeded + succeeded });
    }
    if (took > this.#slowest.took)
      this.#slowest = { took, name: `${draft.operation.name} ${draft.mutations.join(', ')}` };
  }

  get successShare(): number {
    return (this.#byClass.get('2xx') ?? 0) / Math.max(1, this.requests);
  }

  /** Whether nothing was found. */
  get passed(): boolean {
    return this.findings.size === 0;
  }

  /** The operations that never succeeded, and how the last sound request for each was refused. */
  get unsuccessful(): string[] {
    return [...this.#reached]
      .flatMap(([name, { succeeded }]) => (succeeded === 0 ? `${name} (${this.#refused.get(name)})` : []))
      .sort();
  }

  toString(): string {
    const counts = (map: Map<string, number>) => [...map].sort().map(([key, count]) => `${key} ${count}`);
    const roles = [...this.#byRole].map(
      ([role, { asked, succeeded }]) => `${role} ${asked} (${percent(succeeded / asked)})`,
    );
    const succeeding = [...this.#reached.values()].filter(({ succeeded }) => succeeded > 0).length;
    const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
    return [
      `${this.requests} requests: ${counts(this.#byClass).join(', ')}; ${percent(this.successShare)} 2xx`,
      `  by role (2xx): ${roles.join(', ')}`,
      `  operations: ${this.#reached.size} of ${this.operations} reached, ${succeeding} with a 2xx`,
      ...this.unsuccessful.map((name) => `    never with a 2xx: ${name}`),
      `  slowest: ${Math.round(this.#slowest.took)} ms, ${this.#slowest.name}`,
      ...(this.memory
        ? [
            `  memory: ${megabytes(this.memory.warm)} warm, ${megabytes(this.memory.end)} at the end, at most ${megabytes(this.memory.limit)}`,
          ]
        : []),
      `  findings: ${this.findings.size}`,
      ...[...this.findings.values()].map(
        ({ what, times, curl, request, mutations }) =>
          `    ${times} × ${what}\n      first at request ${request}${mutations.length ? ` (${mutations.join(', ')})` : ''}\n      ${curl}`,
      ),
    ].join('\n');
  }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
