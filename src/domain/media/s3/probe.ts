import { nanoid } from 'nanoid';
import type { S3Client } from './client.ts';
import { isFault, S3Fault } from './fault.ts';

/** Why a store cannot be used: its message names the setting to look at. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}

/** Milliseconds that a store may take to appear. */
const PATIENCE = 15_000;
/** Milliseconds between two tries. */
const PAUSE = 500;
const TEXT = 'Tonearm tries whether this store can be used';

/** The settings that certain faults point at. */
const SETTINGS = {
  refused: 'S3_ACCESS_KEY_ID or S3_SECRET_ACCESS_KEY',
  no_bucket: 'MEDIA_STORE',
  rejected: 'S3_ENDPOINT, S3_REGION or S3_PATH_STYLE',
  missing: 'MEDIA_STORE or S3_ENDPOINT',
  away: 'S3_ENDPOINT',
};

/**
 * Puts an object, reads a part of it and deletes it. What may pass is tried again for 15 s.
 * @param stopping rejects when the start is given up
 * @throws StoreUnusable; what `stopping` rejects with
 */
export async function probeStore(client: S3Client, prefix: string, stopping: Promise<never>): Promise<void> {
  const end = performance.now() + PATIENCE;
  let last: unknown = new S3Fault('away', 'it does not answer');
  for (;;) {
    const key = `${prefix}probe-${nanoid()}`;
    const late = Bun.sleep(Math.max(0, end - performance.now())).then(() => last);
    const outcome = await Promise.race([tried(client, key), late, stopping]);
    if (outcome === undefined) return;
    if (!isFault(outcome, 'away') || performance.now() + PAUSE > end) throw unusable(outcome);
    last = outcome;
    await Promise.race([Bun.sleep(PAUSE), stopping]);
  }
}

/** @returns what went wrong */
async function tried(client: S3Client, key: string): Promise<unknown> {
  try {
    await client.put(key, new Blob([TEXT]), 'text/plain');
    try {
      const part = await client.range(key, TEXT.length, 8, 13);
      if ((await part.text()) !== TEXT.slice(8, 13))
        return new S3Fault('rejected', 'the S3 store does not answer ranges');
    } finally {
      await client.remove(key);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A fault in words for the owner; what is none, as it is. */
export function unusable(reason: unknown): unknown {
  return reason instanceof S3Fault ? new StoreUnusable(`${SETTINGS[reason.kind]}: ${reason.message}`) : reason;
}
