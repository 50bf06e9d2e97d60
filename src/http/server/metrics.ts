import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { afterResponse } from './after-response.ts';

const PREFIX = 'tonearm_';
/** V8's parts of the heap, which Bun has not: it looks at every object to answer, for 70 ms in which it answers nobody. */
const SPACES = ['total', 'used', 'available'];

/** Seconds; a track that is streamed for minutes falls beyond the last. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

/** `/metrics` in the text format of Prometheus: requests by route and status, their time, and the process. */
export function metricsPage() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  for (const name of SPACES) registry.removeSingleMetric(`${PREFIX}nodejs_heap_space_size_${name}_bytes`);
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

  return afterResponse('metrics', ({ method, route, status, milliseconds }) => {
    // A path that is no route is anybody's invention: as a label it would fill the memory.
    const known = route || 'unknown';
    requests.inc({ method, route: known, status: String(status) });
    if (milliseconds !== undefined) time.observe({ route: known }, milliseconds / 1000);
  }).get(
    '/metrics',
    async ({ set }) => {
      set.headers['content-type'] = registry.contentType;
      return registry.metrics();
    },
    { detail: { hide: true } },
  );
}
