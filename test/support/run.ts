/**
 * The folder of a test run. Whatever tests write lies beneath it (it is the temporary folder of this process and of all
 * that it starts), and goes with it, whatever ends the run.
 */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Outlives the run: when the run's end of the pipe closes, it ends the PostgreSQL servers and executables that run from
 * the folder, and removes that. $1 is the folder.
 */
const KEEPER = `
  trap "" TERM INT # which Bun sends to what a test that ran out of time has started
  read -r _
  for lock in "$1"/postgres-*/data/postmaster.pid; do
    pid=$(head -n 1 "$lock") && kill -QUIT "$pid" && while [ -e "$lock" ] && kill -0 "$pid"; do sleep 0.02; done
  done
  for pid in $(ls -l /proc/[0-9]*/exe | sed -n "s|.* /proc/\\([0-9]*\\)/exe -> $1/.*|\\1|p"); do kill -KILL "$pid"; done
  until rm -rf "$1"; do sleep 0.1; done # initdb may still be writing
`;

interface Run {
  folder: string;
  /** Ends what still runs in it and removes it. */
  end(): Promise<void>;
}

let own: Run | undefined;

/** Makes the folder of a new run, and makes it the temporary folder. */
export function openRun(): Run {
  const folder = mkdtempSync(join(tmpdir(), 'tonearm-test-'));
  // PostgreSQL may run as somebody else, who has to get through to its own folder.
  chmodSync(folder, 0o711);
  const keeper = Bun.spawn(['sh', '-c', KEEPER, 'keeper', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C is for the tests.
  });
  keeper.unref();
  process.env.TMPDIR = folder;
  process.env.TEST_RUN_FOLDER = folder;
  return {
    folder,
    end: async () => {
      keeper.stdin.end();
      await keeper.exited;
    },
  };
}

/** The folder of the run that this process belongs to; one of its own when nobody has opened one: `bun test <file>`. */
export function runFolder(): string {
  if (process.env.TEST_RUN_FOLDER) return process.env.TEST_RUN_FOLDER;
  own = openRun();
  return own.folder;
}

/** Ends the run if it is this process's own. A worker of `bun test --parallel` has more files to come: its end does it. */
export async function endOwnRun(): Promise<void> {
  if (process.env.BUN_TEST_WORKER_ID === undefined) await own?.end();
}
