import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { tidyName } from '../../http/body/file-name.ts';
import { announcedLength, bytesOf } from '../../http/body/receive.ts';
import { chapters } from '../../http/route.ts';
import { restoreIdleTimeout, suspendIdleTimeout } from '../../http/server/idle.ts';
import { catalogueDialect } from './errors.ts';
import { ImportAnswer } from './shapes.ts';
import { fullTrackDocument } from './wire.ts';

const BYTES = 'application/octet-stream';

/** Files that find their place in the catalogue by their tags: what `tonearm import` sends. */
export function importRoutes(services: Services) {
  const { catalogue, media, config } = services;
  return chapters(services, catalogueDialect)('/tracks', 'catalogue').post(
    '/import',
    async ({ caller, query: { name, sha256 }, request, server }) => {
      const length = announcedLength(request) ?? 0;
      checkBody(request, length, config.maxTrackBytes);
      media.quotas.expect(caller, length, false);
      // The minimum pace of the body takes the place of the idle timeout.
      suspendIdleTimeout(request, server);
      try {
        const staged = await media.staging.stage(bytesOf(request), config.maxTrackBytes, 'audio');
        const upload = { staged, originalName: tidyName(name.slice(name.lastIndexOf('/') + 1)) };
        const { isNew, track } = await catalogue.importFile(caller, upload, { expected: sha256?.toLowerCase() });
        return { added: isNew, track: fullTrackDocument(track) };
      } finally {
        restoreIdleTimeout(request, server);
      }
    },
    {
      member: {
        summary: 'Put a file into the catalogue by its tags',
        about:
          'Makes a track of the body, on the album and beneath the artist that its tags name: these are made where there are none to which the caller may add. Bytes that are there already make nothing, and answer that track. See the README of the catalogue.',
        takes: BYTES,
        answers: { 200: ImportAnswer },
        refuses: [400, 413, 415],
      },
      query: t.Object({
        name: t.String({
          description: 'the name of the file, 1 to 1000 characters',
          minLength: 1,
          maxLength: 1000,
          examples: ['01 - Learning To Fly.flac'],
        }),
        sha256: t.Optional(
          t.String({
            description: 'SHA-256 of the file, hexadecimal; other bytes are refused',
            pattern: '^[0-9A-Fa-f]{64}$',
          }),
        ),
      }),
    },
  );
}

/** @throws unsupported; too_large (`audio`): for a body that would be refused, before any of it is read */
function checkBody({ headers }: Request, length: number, limit: number): void {
  if (headers.get('content-type')?.toLowerCase() !== BYTES)
    throw new DomainError('unsupported', `Content-Type must be ${BYTES}`);
  if (length > limit) throw new DomainError('too_large', `audio is larger than ${limit} bytes`, { field: 'audio' });
}
