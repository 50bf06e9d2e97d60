import { timingSafeEqual } from 'node:crypto';
import { MP3_RATES } from './choice.ts';

/** Bytes of the code that proves a ticket. */
const PROOF = 16;
/** More than any ticket has. */
const LONGEST = 200;

/**
 * Tickets for an MP3 of a track at a bit rate, as a player is given them to come back with.
 * @param secret the key of the proof
 */
export function transcodeTickets(secret: () => Promise<string>) {
  async function proof(text: string): Promise<Buffer> {
    return new Bun.CryptoHasher('sha256', await secret()).update(text).digest().subarray(0, PROOF);
  }

  /** @returns text that fits into an address */
  async function sign(track: string, rate: number): Promise<string> {
    const text = `${rate} ${track}`;
    return Buffer.concat([await proof(text), Buffer.from(text)]).toString('base64url');
  }

  /** @returns kbit/s; `undefined` for what was not signed here, or for another track */
  async function read(ticket: string, track: string): Promise<number | undefined> {
    if (ticket.length > LONGEST) return undefined;
    const bytes = Buffer.from(ticket, 'base64url');
    const text = bytes.subarray(PROOF).toString();
    // The same bytes can be written in several ways, of which one was given out.
    if (bytes.length <= PROOF || bytes.toString('base64url') !== ticket) return undefined;
    if (!timingSafeEqual(await proof(text), bytes.subarray(0, PROOF))) return undefined;
    return MP3_RATES.find((rate) => text === `${rate} ${track}`);
  }

  return { sign, read };
}
