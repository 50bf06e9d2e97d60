import { Elysia } from 'elysia';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Services } from '../../domain/services.ts';
import { commit, version } from '../../version.ts';
import type { RequestHandler } from './cross-origin.ts';
import { type Figure, figuresOf } from './figures.ts';
import type { Observer } from './observe.ts';

const PREFIX = 'tonearm_';
/** In seconds. */
const DURATIONS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];
/** Pieces of work in a commit: 256 at most. */
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/** A client may send any word as its method. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Milliseconds that reading a figure may take: the database may be away. */
const PATIENCE = 2_000;

/** Exchanges that look alike here. No path of a client is among them, since it could invent any number of them. */
interface Alike {
  readonly route: string;
  readonly method: string;
  readonly status: string;
  count: number;
}

/** A database that tells what it does. */
interface Watchable {
  watch(observer: { committed(pieces: number): void; failed(): void }): void;
}

export type ProgramMetrics = ReturnType<typeof programMetrics>;

/** What the program tells of itself, in the text format of Prometheus. Labels are put together when they are asked for. */
export function programMetrics() {
  const registry = new Registry();
  const about = (name: string, help: string) => ({ name: PREFIX + name, help, registers: [registry] });
  const alike = new Map<string, Alike>();
  const labels = ['dialect', 'route', 'method', 'status'] as const;
  const requests = new Counter({ ...about('http_requests_total', 'Requests answered'), labelNames: labels });
  const sentBytes = new Counter(about('http_sent_bytes_total', 'Bytes of bodies that were sent'));
  const seconds = new Histogram({
    ...about('http_request_seconds', 'Time from a request to the end of its answer'),
    ...{ labelNames: ['route'] as const, buckets: DURATIONS },
  });
  const groups = new Counter(about('commit_groups_total', 'Commits of SQLite, each of work that waited together'));
  const groupSize = new Histogram({
    ...about('commit_group_size', 'Pieces of work in a commit of SQLite'),
    buckets: GROUP_SIZES,
  });
  const failures = new Counter(about('database_errors_total', 'Failures of the database'));
  const build = { version, commit, bun: Bun.version };
  new Gauge({ ...about('build_info', 'What runs: see the labels'), labelNames: Object.keys(build) }).set(build, 1);
  let dialectOf = (_method: string, _route: string): string => 'none';
  let figures: { figure: Figure; metric: Gauge | Counter }[] = [];

  const observe: Observer = ({ route, method, status, milliseconds, bytes = 0 }) => {
    const word = METHODS.includes(method) ? method : 'other';
    const kind = `${Math.floor(status / 100)}xx`;
    const key = `${word} ${route} ${kind}`;
    const known = alike.get(key) ?? { route, method: word, status: kind, count: 0 };
    if (known.count++ === 0) alike.set(key, known);
    sentBytes.inc(bytes);
    seconds.observe({ route }, milliseconds / 1000);
  };

  /** From now on tells of the database and of the domain too. */
  function watch(db: Watchable, services: Services): void {
    db.watch({
      committed: (pieces) => {
        groups.inc();
        groupSize.observe(pieces);
      },
      failed: () => failures.inc(),
    });
    figures = figuresOf(services).map((figure) => {
      const configuration = { ...about(figure.name, figure.help), labelNames: figure.label ? [figure.label] : [] };
      return { figure, metric: figure.isCount ? new Counter(configuration) : new Gauge(configuration) };
    });
  }

  async function refresh(): Promise<void> {
    requests.reset();
    for (const { route, method, status, count } of alike.values())
      requests.inc({ dialect: dialectOf(method, route), route, method, status }, count);
    await Promise.all(
      figures.map(async ({ figure, metric }) => {
        const late = Bun.sleep(PATIENCE).then(() => undefined);
        const value = await Promise.race([(async () => figure.read())().catch(() => undefined), late]);
        if (value === undefined) return;
        metric.reset();
        if (typeof value === 'number') metric.inc(value);
        else for (const [name, one] of Object.entries(value)) metric.inc({ [figure.label as string]: name }, one);
      }),
    );
  }

  /** Answers with all metrics. */
  const answer: RequestHandler = async () => {
    await refresh();
    return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
  };

  return {
    observe,
    watch,
    answer,
    /** @param names gives the dialect of a route */
    nameDialects: (names: typeof dialectOf): void => {
      dialectOf = names;
    },
    /** `/metrics` among all else. */
    page: () => new Elysia({ detail: { hide: true } }).get('/metrics', ({ request }) => answer(request)),
  };
}
