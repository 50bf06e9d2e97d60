import { availableParallelism } from 'node:os';
import { invalid } from '../../errors.ts';
import { queue } from '../../lib/queue.ts';

/** argon2id as OWASP gives it for 19 MiB: some 27 ms a hash, where Bun's own default takes 160 ms and 64 MiB. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;

/** A hash of nobody's password, verified when there is no such person, so that both answers take the same time. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$x62MRiS4Uks+pql4ZKagU/zNcaunnUL4DohN6zrYx+Q$Qo0CjjNNwbEIvZYQL4IALAeU6w/hk89xBIASisC/P58';

const LONGEST = 256;

/** Beyond this many waiting (some 2 s of work on two cores) newcomers are sent away. */
const MOST_WAITING = 128;

/** Hashing runs on Bun's own threads; one a core, so that a rush of logins leaves the server room to answer. */
const inTurn = queue(availableParallelism(), MOST_WAITING, 'sign-ins');

/**
 * @param field how the client spells the password's field, for the error
 * @throws invalid when the password is shorter than `least` or longer than 256 characters
 */
export function checkPassword(password: string, least: number, field = 'password'): void {
  const length = [...password].length;
  if (length < least) throw invalid(field, `must have at least ${least} characters`);
  if (length > LONGEST) throw invalid(field, `must have at most ${LONGEST} characters`);
}

/** The password's argon2id hash in PHC form. @throws busy when too many wait already */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => Bun.password.hash(password, ARGON2ID));
}

/** Whether the password is the one hashed. Takes the same time when there is no hash, and is false then. */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const same = await inTurn(() => Bun.password.verify(password.slice(0, LONGEST * 2), hash ?? NOBODY));
  return same && hash != null;
}
