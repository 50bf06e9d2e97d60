import { expect, test } from 'bun:test';
import { workerEntry } from '../../src/lib/worker-entry.ts';

test('workerEntry · run from the sources, a worker is the file worker.ts of its room', () => {
  expect(String(workerEntry('domain/media'))).toBe(
    String(new URL('../../src/domain/media/worker.ts', import.meta.url)),
  );
});
