import { Type as t } from '@sinclair/typebox';
import { RESUMABLE } from '../../lib/examples.ts';

export const ErrorAnswer = t.Object({
  error: t.String({ examples: ['Upload-Length must be a whole number of bytes'] }),
});

const bytes = (description: string) => t.Integer({ description, minimum: 0 });

/** What a member may upload, and has uploaded. */
export const UploadsAnswer = t.Object({
  formats: t.Array(t.Object({ name: t.String({ examples: ['MP3'] }), extensions: t.Array(t.String()) }), {
    description: 'of tracks, with the usual endings of such files; what a file is, its content says',
  }),
  largest: bytes('bytes of the largest track'),
  most: t.Object({ uploads: t.Integer(), bytes: bytes('all together') }, { description: 'that may wait to be used' }),
  left: t.Union([bytes('bytes that the quota has room for'), t.Null()], { description: '`null`: any number' }),
  uploads: t.Array(
    t.Object({
      id: t.String({ examples: [RESUMABLE.id] }),
      name: t.String(),
      length: bytes('bytes that it will have'),
      received: bytes('bytes that have come'),
      expires: t.String({ format: 'date-time' }),
    }),
    { description: 'those that nothing has used, the oldest first' },
  ),
});
