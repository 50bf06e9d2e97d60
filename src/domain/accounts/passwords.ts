import { availableParallelism } from 'node:os';
import { invalid } from '../../errors.ts';
import { fairQueue } from '../../lib/queue.ts';
import { isLongerThan } from '../../lib/text.ts';

/** OWASP's parameters of argon2id for 19 MiB: about 27 ms a hash. Bun's defaults take 160 ms and 64 MiB. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;

/** A hash of no password. It is verified for unknown accounts, so that both answers take the same time. */
const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$x62MRiS4Uks+pql4ZKagU/zNcaunnUL4DohN6zrYx+Q$Qo0CjjNNwbEIvZYQL4IALAeU6w/hk89xBIASisC/P58';

const LONGEST = 256;

/**
 * @param least the least number of characters
 * @param field the name of the password's field in the request, for the error
 * @throws invalid when the password is shorter than `least` or longer than 256 characters
 */
export function checkPassword(password: string, least: number, field = 'password'): void {
  if (isLongerThan(password, LONGEST)) throw invalid(field, `must have at most ${LONGEST} characters`);
  if (!isLongerThan(password, least - 1))
    throw invalid(field, `must have at least ${least} character${least === 1 ? '' : 's'}`);
}

export type PasswordHashing = ReturnType<typeof passwordHashing>;

/**
 * Hashes run on Bun's thread pool, at most one for each core, so that many logins at once don't block the server. The queue is
 * fair between clients: however many logins one of them sends, another waits for a hash or two. A client's lane holds about
 * 2 s of work on two cores.
 */
export function passwordHashing() {
  const inTurn = fairQueue({ atOnce: availableParallelism(), waiting: 512, inLane: 128 }, 'sign-ins');

  /**
   * The password's argon2id hash in PHC form.
   * @param lane its lane in the queue: the client's address, or an account
   * @throws busy when too many wait already
   */
  const hash = (password: string, lane: string): Promise<string> =>
    inTurn(lane, () => Bun.password.hash(password, ARGON2ID));

  /**
   * Whether the password fits the hash. False when there is no hash or the password is too long, which takes the same time.
   * @param lane as above
   */
  async function verify(password: string, hash: string | null | undefined, lane: string): Promise<boolean> {
    const isPossible = !isLongerThan(password, LONGEST);
    const same = await inTurn(lane, () => Bun.password.verify(isPossible ? password : '', hash ?? DUMMY_HASH));
    return same && isPossible && hash != null;
  }

  return { hash, verify, load: inTurn.load };
}
