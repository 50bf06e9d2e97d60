import { statSync } from 'node:fs';
import type { Call } from './command-line.ts';
import { UsageError } from './command-line.ts';
import { Failure } from './failure.ts';
import { openJournal } from './import/journal.ts';
import { passwordOf } from './import/password.ts';
import { countMusic, importFolder, type Outcome } from './import/run.ts';
import { ImportStopped, Server } from './import/server.ts';
import { pathOf, reasonOf } from './import/walk.ts';
import { printer } from './printer.ts';
import { startProgress } from './progress.ts';
import type { Environment } from './settings.ts';

const HERE = 'http://localhost:3000';
const JOBS = '4';
const SKIPPED = 3;

/**
 * Puts a folder of music into a running server, by its API.
 * @returns the status: 0, 3 when some files could not be imported, 1 when it was given up; @throws UsageError, Failure
 */
export async function importMusic({ operands: [folder], flags }: Call<'import'>, env: Environment): Promise<number> {
  const { url = HERE, as: login = 'root', jobs = JOBS, 'dry-run': isDry, json } = flags;
  const plan = { root: pathOf(folder), jobs: jobsIn(jobs), isDry };
  const address = addressIn(url);
  checkFolder(folder);
  const password = await passwordOf(login, flags['password-stdin'], env);
  const server = new Server({ url: address, login, password });
  const { line, result, say } = printer(json);
  const began = performance.now();
  const counts = { added: 0, present: 0, failed: 0, bytes: 0 };
  const failed: string[] = [];
  let error: string | undefined;
  try {
    await server.signIn();
    const all = countMusic(plan.root);
    const journal = openJournal(`${login}@${address}`, env, !isDry, (reason) =>
      say(`the journal cannot be kept, so each file will be read again the next time: ${reason}`),
    );
    const progress = startProgress(all);
    const done = { files: 0, bytes: 0 };
    const tell = ({ shown, status, reason, size }: Outcome) => {
      counts[status]++;
      if (status === 'added') counts.bytes += size;
      done.files++;
      done.bytes += size;
      if (json) line({ path: shown, status, ...(reason !== undefined && { reason }) }, '');
      else if (reason !== undefined) failed.push(`failed  ${shown}: ${reason}`);
      progress.update(done, shown);
    };
    try {
      await importFolder(plan, server, journal, tell);
    } finally {
      progress.stop();
      journal.close();
      await server.signOut();
    }
  } catch (problem) {
    if (!(problem instanceof ImportStopped)) throw problem;
    error = problem.message;
  }
  for (const text of failed.sort()) line({}, text);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const { added, present, bytes } = counts;
  const text = `${isDry ? 'would add' : 'added'} ${added} files (${Math.round(bytes / 1e6)} MB), ${present} were there, ${counts.failed} failed; ${seconds} s`;
  if (error !== undefined) say(`tonearm: given up: ${error}`);
  result(
    { ok: error === undefined && counts.failed === 0, ...counts, seconds, ...(error !== undefined && { error }) },
    text,
  );
  return error !== undefined ? 1 : counts.failed > 0 ? SKIPPED : 0;
}

/** @throws UsageError */
function jobsIn(text: string): number {
  const jobs = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > 32) throw new UsageError('--jobs is a whole number from 1 to 32', 'import');
  return jobs;
}

/** An address without a slash at its end. @throws UsageError */
function addressIn(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError('--url is an address as http://localhost:3000', 'import');
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\/+$/, '');
}

/** @throws Failure */
function checkFolder(folder: string): void {
  try {
    if (statSync(folder).isDirectory()) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Failure(`there is no folder ${folder}`);
    throw new Failure(`${folder} cannot be imported: ${reasonOf(error)}`);
  }
  throw new Failure(`${folder} is no folder`);
}
