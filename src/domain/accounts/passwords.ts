import { availableParallelism } from 'node:os';
import { invalid } from '../../errors.ts';
import { fairQueue } from '../../lib/queue.ts';
import { isLongerThan } from '../../lib/text.ts';

/** argon2id as OWASP gives it for 19 MiB: some 27 ms a hash, where Bun's own default takes 160 ms and 64 MiB. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;

/** A hash of nobody's password, verified when there is no such person, so that both answers take the same time. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$x62MRiS4Uks+pql4ZKagU/zNcaunnUL4DohN6zrYx+Q$Qo0CjjNNwbEIvZYQL4IALAeU6w/hk89xBIASisC/P58';

const LONGEST = 256;

/**
 * @param field how the client spells the password's field, for the error
 * @throws invalid when the password is shorter than `least` or longer than 256 characters
 */
export function checkPassword(password: string, least: number, field = 'password'): void {
  if (isLongerThan(password, LONGEST)) throw invalid(field, `must have at most ${LONGEST} characters`);
  if (!isLongerThan(password, least - 1))
    throw invalid(field, `must have at least ${least} character${least === 1 ? '' : 's'}`);
}

export type PasswordHashing = ReturnType<typeof passwordHashing>;

/**
 * Hashing runs on Bun's own threads; one a core, so that a rush of logins leaves the server room to answer. Clients take
 * turns: however many connections one of them has open, another waits for a hash or two. What one client may have waiting
 * is some 2 s of work on two cores.
 */
export function passwordHashing() {
  const inTurn = fairQueue({ atOnce: availableParallelism(), waiting: 512, inLane: 128 }, 'sign-ins');

  /**
   * The password's argon2id hash in PHC form.
   * @param lane whose turn it takes: the client's address, or an account
   * @throws busy when too many wait already
   */
  const hash = (password: string, lane: string): Promise<string> =>
    inTurn(lane, () => Bun.password.hash(password, ARGON2ID));

  /**
   * Whether the password is the one hashed. Takes the same time when there is no hash, or the password is longer than any
   * that is taken, and is false then.
   * @param lane as above
   */
  async function verify(password: string, hash: string | null | undefined, lane: string): Promise<boolean> {
    const isPossible = !isLongerThan(password, LONGEST);
    const same = await inTurn(lane, () => Bun.password.verify(isPossible ? password : '', hash ?? NOBODY));
    return same && isPossible && hash != null;
  }

  return { hash, verify };
}
