import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { reasonOf } from '../../db/loggable.ts';
import { loadSharp } from '../../domain/media/sharp.ts';
import { unpackInto } from '../../lib/native.ts';
import { type Finding, green, red, yellow } from './finding.ts';
import type { House } from './house.ts';

/** Milliseconds by which clocks may differ: replicas should agree within a second, tokens allow no more than a minute. */
const FINE = 1_000;
const BEARABLE = 60_000;
/** Descriptors: a request under way takes two. */
const ENOUGH = 1_024;
const TOO_FEW = 256;

/** Whether this machine's clock agrees with the database's; or, where that is a file, with its last change. */
export async function checkClock(house: House, { dataDir }: Pick<Config, 'dataDir'>): Promise<Finding> {
  if ('problem' in house) return green(`it is ${iso(Date.now())}`);
  const before = Date.now();
  const theirs = await house.db.clock();
  if (theirs !== undefined) {
    const after = Date.now();
    // It was read at some moment between the two.
    const ahead = Math.max(theirs - after, 0) || Math.min(theirs - before, 0);
    const told = `the database's clock is ${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead < 0 ? 'behind' : 'ahead'}`;
    const advice = `${told}: set the time of both machines by NTP`;
    if (Math.abs(ahead) > BEARABLE) return red(advice);
    return Math.abs(ahead) > FINE ? yellow(advice) : green(`the database's clock agrees: it is ${iso(after)}`);
  }
  const changed = statSync(join(dataDir, 'tonearm.db'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const now = Date.now();
  if (changed > now + BEARABLE)
    return yellow(`it is ${iso(now)}, and the database was changed later, at ${iso(changed)}: set the clock`);
  return green(`it is ${iso(now)}`);
}

const iso = (at: number) => new Date(at).toISOString();

/** How many files and connections a process of this user may have open at a time. */
export function checkDescriptors(owner: number | undefined): Finding {
  const limits = limitsOf(owner) ?? limitsOf('self');
  const most = /^Max open files +(\S+)/m.exec(limits ?? '')?.[1];
  if (most === undefined) return yellow('the limit of open files is not known on this system: ulimit -n shows it');
  if (most === 'unlimited' || Number(most) >= ENOUGH) return green(`${most} files and connections may be open`);
  const told = `${most} files and connections may be open: raise it (LimitNOFILE=65536 in the unit, or ulimit -n 65536)`;
  return Number(most) < TOO_FEW ? red(told) : yellow(told);
}

function limitsOf(process: number | 'self' | undefined): string | undefined {
  if (process === undefined) return undefined;
  try {
    return readFileSync(`/proc/${process}/limits`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether pictures can be made: libvips is loaded and draws one. What is unpacked for that is removed again. */
export async function checkPictures(): Promise<Finding> {
  const usual = tmpdir();
  const own = await mkdtemp(join(usual, 'tonearm-doctor-')).catch(() => undefined);
  try {
    if (own !== undefined) unpackInto(own);
    const sharp = await loadSharp();
    const create = { width: 8, height: 8, channels: 3, background: '#284' } as const;
    const { format } = await sharp(await sharp({ create }).jpeg().toBuffer()).metadata();
    if (format !== 'jpeg') return red(`pictures come out as ${format}: please report this`);
    const place = own === undefined ? `, from memory, as ${usual} takes no files` : '';
    return green(`libvips ${sharp.versions.vips} draws${place}`);
  } catch (error) {
    return red(
      `pictures cannot be made: ${reasonOf(error)}; let TMPDIR (${usual}) be a folder that takes and runs files`,
    );
  } finally {
    if (own !== undefined) await rm(own, { recursive: true, force: true });
  }
}
