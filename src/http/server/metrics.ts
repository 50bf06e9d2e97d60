import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Media } from '../../domain/media/service.ts';
import { afterResponse } from './after-response.ts';

const PREFIX = 'tonearm_';
/** V8's heap spaces. Bun has none, and walks the whole heap to answer: 70 ms in which the server stands still. */
const HEAP_SPACE_SIZES = ['total', 'used', 'available'];

/** In seconds. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

type Figures = Awaited<ReturnType<Media['figures']>>;

/** What is asked for at each scrape: the name of each figure, and what it is. */
const FIGURES: { readonly [Figure in keyof Figures]: readonly [name: string, help: string] } = {
  diskBytes: ['disk_bytes', 'Size of the disk that the data folder is on'],
  diskFreeBytes: ['disk_free_bytes', 'What is free of it'],
  cacheBytes: ['cache_bytes', 'Copies of files of the S3 store'],
  cacheHits: ['cache_hits', 'Files that were asked for and had a copy'],
  cacheMisses: ['cache_misses', 'Files that were asked for and had none'],
};

/** `/metrics` in the text format of Prometheus: requests by route and status, their time, and the process. */
export function metricsPage(media: Pick<Media, 'figures'>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  for (const name of HEAP_SPACE_SIZES) registry.removeSingleMetric(`${PREFIX}nodejs_heap_space_size_${name}_bytes`);
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: 'Requests answered',
    labelNames,
    registers: [registry],
  });
  const time = new Histogram({
    name: `${PREFIX}http_request_seconds`,
    help: 'Time from a request to its answer',
    labelNames: ['route'] as const,
    buckets: BUCKETS,
    registers: [registry],
  });

  const gauges = Object.entries(FIGURES).map(
    ([figure, [name, help]]) =>
      [figure as keyof Figures, new Gauge({ name: `${PREFIX}${name}`, help, registers: [registry] })] as const,
  );

  return afterResponse('metrics', ({ method, route, status, milliseconds }) => {
    // Clients can invent any number of unknown paths: as labels they would fill the memory.
    const known = route || 'unknown';
    requests.inc({ method, route: known, status: String(status) });
    if (milliseconds !== undefined) time.observe({ route: known }, milliseconds / 1000);
  }).get(
    '/metrics',
    async ({ set }) => {
      const figures = await media.figures();
      for (const [figure, gauge] of gauges) gauge.set(figures[figure]);
      set.headers['content-type'] = registry.contentType;
      return registry.metrics();
    },
    { detail: { hide: true } },
  );
}
