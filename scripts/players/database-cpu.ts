import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';

/** The kernel counts processor time in hundredths of a second on every Linux. */
const TICKS_A_SECOND = 100;

/**
 * @returns gives the seconds of processor time of all processes of a PostgreSQL, those that have ended too; 0 where it is on
 * another machine, or none is used
 */
export async function databaseCpu(url: string | undefined): Promise<() => number> {
  if (url === undefined) return () => 0;
  const sql = postgres(url, { max: 1 });
  const [row] = await sql`select pg_backend_pid() as pid`;
  const own = statOf(`${row?.pid}`);
  const main = own?.name === 'postgres' ? own.parent : undefined;
  await sql.end();
  return () =>
    readdirSync('/proc').reduce((sum, pid) => {
      const stat = main === undefined || !/^\d+$/.test(pid) ? undefined : statOf(pid);
      if (stat?.parent === main) return sum + (stat?.own ?? 0);
      return pid === main ? sum + (stat?.ended ?? 0) : sum;
    }, 0);
}

/** What the kernel says of a process; nothing of one that has ended. */
function statOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    const seconds = (at: number) => (Number(fields[at]) + Number(fields[at + 1])) / TICKS_A_SECOND;
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent: fields[1], own: seconds(11), ended: seconds(13) };
  } catch {
    return undefined;
  }
}
