import { expect, test } from 'bun:test';
import type { StoredFile } from '../../../src/domain/media/model.ts';
import type { Media } from '../../../src/domain/media/service.ts';
import { DomainError } from '../../../src/errors.ts';
import { sendsFile } from '../../../src/http/files/file-route.ts';

const file: StoredFile = {
  ...{ name: 'V1StGXR8_Z5jdHi6B-myT.mp3', place: 'tracks', type: 'audio/mpeg', size: 3, facts: {} },
  ...{ originalName: 'song.mp3', createdBy: null, createdAt: 0, store: 'folder', sha256: null },
};

/** What is answered when the store opens a file like that. */
function answer(open: Media['open']): Promise<Response> {
  const media = { open, openAtOnce: () => undefined, addressOf: () => undefined };
  const handler = sendsFile(media, async () => ({ file }));
  const request = new Request('http://localhost/song', { headers: { range: 'bytes=1-' } });
  return handler({ params: {}, query: {}, request, server: null });
}

test.each<[string, Media['open']]>([
  ['at once', () => ({ bytes: new Blob(['abc']), from: 0 })],
  ['later', async () => ({ bytes: new Blob(['abc']), from: 0 })],
  ['in the wanted part', async () => ({ bytes: new Blob(['bc']), from: 1 })],
])('sendsFile · a file that the store opens %s is answered', async (_, open) => {
  const response = await answer(open);
  expect([response.status, response.headers.get('content-range'), await response.text()]).toEqual([
    206,
    'bytes 1-2/3',
    'bc',
  ]);
});

test.each<[string, Media['open']]>([
  ['at once', () => undefined],
  ['later', async () => undefined],
])('sendsFile · a file that the store lacks, as it says %s, is not found', async (_, open) => {
  await expect(answer(open)).rejects.toMatchObject({ kind: 'not_found', detail: { subject: 'file' } });
});

test('sendsFile · a store that is away is not called a missing file', async () => {
  const away = new DomainError('busy', 'the store is away', { retryAfter: 3 });
  await expect(answer(() => Promise.reject(away))).rejects.toBe(away);
});
