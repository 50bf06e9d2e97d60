import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { reasonOf } from '../../db/loggable.ts';
import { addressOf } from '../healthcheck.ts';
import { type Finding, green, red } from './finding.ts';

/** Milliseconds to wait for an answer. */
const PATIENCE = 2_000;
/** The state of a listening socket in `/proc/net/tcp`. */
const LISTENING = '0A';

/**
 * Whether the ports are free, or the server of this data folder has them.
 * @param owner the process that has the data folder; 0 when its number is not known, `undefined` when there is none
 */
export async function checkPorts(
  { ports, metricsPort, host }: Pick<Config, 'ports' | 'metricsPort' | 'host'>,
  owner: number | undefined,
): Promise<Finding> {
  const told: string[] = [];
  for (const port of metricsPort === undefined ? ports : [...ports, metricsPort]) {
    const problem = port === 0 ? undefined : tryToListen(host, port);
    if (problem === undefined) told.push(port === 0 ? 'any free port will do' : `${port} is free`);
    else if (problem !== 'EADDRINUSE') return red(`${port} cannot be had on ${host}: ${PROBLEMS[problem] ?? problem}`);
    else if (await isOurs(host, port, owner)) told.push(`the running server has ${port}`);
    else return red(`${port} is held by another program: stop that one, or choose another PORT or METRICS_PORT`);
  }
  return green(told.join(', '));
}

const PROBLEMS: Record<string, string> = {
  EACCES:
    'ports below 1024 need more rights; choose another PORT, or allow it (AmbientCapabilities=CAP_NET_BIND_SERVICE)',
  EADDRNOTAVAIL: 'this machine has no such address; check HOST',
};

/** Listens for a moment, as the server would. @returns the code of what is in the way */
function tryToListen(hostname: string, port: number): string | undefined {
  try {
    Bun.serve({ hostname, port, reusePort: false, fetch: () => new Response(null, { status: 503 }) }).stop(true);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? reasonOf(error);
  }
}

/** Whether the process that has the data folder listens there; where that cannot be seen, whether something like it answers. */
async function isOurs(host: string, port: number, owner: number | undefined): Promise<boolean> {
  if (owner === undefined) return false;
  const listening = listensAt(owner, port);
  if (listening !== undefined) return listening;
  try {
    const answer = await fetch(`http://${addressOf(host)}:${port}/livez`, {
      ...{ signal: AbortSignal.timeout(PATIENCE), redirect: 'manual' },
    });
    return answer.status === 200 && ((await answer.json()) as { status?: string }).status === 'live';
  } catch {
    return false;
  }
}

/** Whether a process listens on a port, as the kernel says; `undefined` where this user may not see that. */
function listensAt(owner: number, port: number): boolean | undefined {
  try {
    const sockets = new Set(['tcp', 'tcp6'].flatMap((kind) => listenersIn(`/proc/net/${kind}`, port)));
    return readdirSync(`/proc/${owner}/fd`).some((fd) => sockets.has(linkOf(`/proc/${owner}/fd/${fd}`)));
  } catch {
    return undefined;
  }
}

/** The sockets that listen on a port, as links of descriptors name them. */
function listenersIn(table: string, port: number): string[] {
  const rows = readFileSync(table, 'utf8').trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    const isThere = Number.parseInt(local.split(':').at(-1) ?? '', 16) === port && state === LISTENING;
    return isThere ? [`socket:[${inode}]`] : [];
  });
}

/** Descriptors come and go while they are looked at. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
