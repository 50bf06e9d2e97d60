import { join } from 'node:path';

/** What is asked again and again. */
export interface Question {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Load {
  requests: number;
  seconds: number;
}

const CONNECTIONS = 16;
/** Of our own loader, in one run. */
const MOST_REQUESTS = 200_000;

/** Whether Debian's `wrk` is here; our own loader costs more than the servers it loads. */
export const hasWrk = Bun.which('wrk') !== null;

/**
 * Asks a server for some seconds, over connections that are kept.
 * @param folder for wrk's script
 * @throws when any answer is not 2xx, or a connection breaks
 */
export async function load(url: string, question: Question, seconds: number, folder: string): Promise<Load> {
  return hasWrk ? loadByWrk(url, question, seconds, folder) : loadByFetch(url, question, seconds);
}

async function loadByWrk(
  url: string,
  { method, path, headers = {}, body }: Question,
  seconds: number,
  folder: string,
): Promise<Load> {
  const script = join(folder, 'question.lua');
  await Bun.write(
    script,
    `wrk.method = ${JSON.stringify(method)}\nwrk.body = ${body === undefined ? 'nil' : JSON.stringify(body)}\n`,
  );
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = Bun.spawn(['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', script, ...fields, url + path]);
  const said = await wrk.stdout.text();
  const [, requests, time, unit] = /(\d+) requests in ([\d.]+)(ms|s|m),/.exec(said) ?? [];
  if (requests === undefined || /Non-2xx|Socket errors/.test(said)) throw new Error(`${method} ${url}${path}: ${said}`);
  return { requests: Number(requests), seconds: Number(time) * ({ ms: 0.001, s: 1, m: 60 }[unit as 'ms'] ?? 1) };
}

async function loadByFetch(url: string, { method, path, headers, body }: Question, seconds: number): Promise<Load> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let requests = 0;
  const ask = async () => {
    while (performance.now() < end && requests < MOST_REQUESTS) {
      const answer = await fetch(url + path, { method, headers, body });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${method} ${url}${path}: ${answer.status}`);
      requests++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  return { requests, seconds: (performance.now() - start) / 1000 };
}

/** Milliseconds between two writes. */
const BETWEEN = 5;

/** Writes again and again, until `stop` is called. @throws by `stop`, when any answer was not 2xx */
export function writing(url: string, question: (round: number) => Question): { stop(): Promise<void> } {
  let isOver = false;
  const written = (async () => {
    for (let round = 0; !isOver; round++) {
      const { method, path, headers, body } = question(round);
      const answer = await fetch(url + path, { method, headers, body });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${method} ${url}${path}: ${answer.status}`);
      await Bun.sleep(BETWEEN);
    }
  })();
  written.catch(() => {});
  return {
    stop: () => {
      isOver = true;
      return written;
    },
  };
}
