import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';

/** Milliseconds of processor time that the threads of a process have used, exactly: the kernel's ticks are 10 ms. */
export function cpuOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
      const [used] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      return sum + Number(used) / 1e6;
    }, 0);
  } catch {
    // It, or one of its threads, has ended meanwhile.
    return 0;
  }
}

/** @returns gives that of the processes of a PostgreSQL on this machine that serve clients */
export async function cpuOfPostgres(url: string): Promise<() => number> {
  const client = postgres(url, { max: 1 });
  const [row] = await client`select pg_backend_pid() as pid`;
  const main = parentOf(row?.pid);
  await client.end();
  return () => {
    const pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === main);
    return pids.reduce((sum, pid) => sum + cpuOf(Number(pid)), 0);
  };
}

/** Its name, in parentheses, may hold anything. */
const parentOf = (pid: string | number) => /.*\) \w (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1];

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
