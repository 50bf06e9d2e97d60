import { reasonOf } from './loggable.ts';

/** What to do when PostgreSQL cannot be used, by the error code of PostgreSQL or of the network. */
const ADVICE: readonly [codes: RegExp, advice: string][] = [
  [/^28/, 'check user and password in DATABASE_URL'],
  [/^3D000$/, 'make that database, or check the name in DATABASE_URL'],
  [/^(ENOTFOUND|EAI_)/, 'that host is unknown; check it in DATABASE_URL'],
  [/^ECONNREFUSED$/, 'nothing listens there; start PostgreSQL, or check host and port in DATABASE_URL'],
  [/^57P03$/, 'it is starting or recovering'],
  [/^53300$/, 'raise its max_connections, or close other clients'],
];

/** Why PostgreSQL cannot be used, and what to do. The text never contains the password. */
export function whyUnreachable(error: unknown): string {
  const code = codeIn(error);
  const [, advice] = ADVICE.find(([codes]) => codes.test(code)) ?? [null, 'check DATABASE_URL, and that it is running'];
  return `${reasonOf(error)}; ${advice}`;
}

function codeIn(error: unknown): string {
  const { cause, errors, code } = (error ?? {}) as { cause?: unknown; errors?: unknown[]; code?: unknown };
  if (typeof code === 'string') return code;
  const inner = cause ?? errors?.[0];
  return inner === undefined ? '' : codeIn(inner);
}
