import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import { AUDIO_FORMATS, type ResumableUpload } from '../../domain/media/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { announcedLength, bytesOf } from '../../http/body/receive.ts';
import { chapters, type Route } from '../../http/route.ts';
import { restoreIdleTimeout, suspendIdleTimeout } from '../../http/server/idle.ts';
import { originOf } from '../../http/server/origin.ts';
import { RESUMABLE } from '../../lib/examples.ts';
import { instant } from '../../lib/time.ts';
import { CHECKSUM, LENGTH, METADATA, OFFSET, OVERRIDE, TUS } from './documented.ts';
import { uploadsDialect } from './errors.ts';
import {
  abilities,
  BYTES,
  bringsBytes,
  checkType,
  checkVersion,
  readBytes,
  readChecksum,
  readLength,
  readMetadata,
  VERSION,
} from './headers.ts';
import { UploadsAnswer } from './shapes.ts';

/** A request about an upload. */
interface Asked {
  caller: Account;
  params: { id: string };
  request: Request;
  server: Parameters<typeof suspendIdleTimeout>[1];
  set: { status?: number | string; headers: Record<string, string | number> };
}

const path = { id: RESUMABLE.id };
const TAKES = 'Where a file is taken, `upload:<id>` is taken then instead of it, from the same account.';

/** Uploads in pieces, for all dialects: the server's half of tus 1.0.0. */
export function uploadsSurface(services: Services) {
  const { media, config } = services;
  const { resumable } = media;

  const able: Route = {
    summary: 'What uploads may be',
    about: 'Answers in headers which version and extensions of tus 1.0.0 are spoken, and how large an upload may be.',
    answers: { 204: null },
  };
  const tell = ({ set }: Pick<Asked, 'set'>): void => {
    Object.assign(set.headers, abilities(resumable.largest));
    set.status = 204;
  };

  /** Receives bytes, however long that takes. */
  async function receive({ caller, request, server }: Omit<Asked, 'params'>, id: string, offset: number) {
    const sent = { bytes: bytesOf(request), size: announcedLength(request), checksum: readChecksum(request) };
    suspendIdleTimeout(request, server);
    try {
      return await resumable.append(caller, id, offset, sent);
    } finally {
      restoreIdleTimeout(request, server);
    }
  }

  async function create(asked: Omit<Asked, 'params'>): Promise<void> {
    const { caller, request, set } = asked;
    checkVersion(request);
    readChecksum(request);
    const announced = { length: readLength(request), ...readMetadata(request) };
    const isWithUpload = bringsBytes(request);
    if (!isWithUpload && request.body !== null) checkType(request);
    let upload = await resumable.create(caller, announced);
    if (isWithUpload) {
      upload = await receive(asked, upload.id, 0).catch(async (error) => {
        // The client has not been told of it, and makes another.
        await resumable.terminate(caller, upload.id);
        throw error;
      });
      set.headers['upload-offset'] = String(upload.received);
    }
    stand(asked, upload);
    set.headers.location = `${originOf(request, config)}/uploads/${upload.id}`;
    set.status = 201;
  }

  async function append(asked: Asked): Promise<void> {
    const { params, request, set } = asked;
    checkVersion(request);
    checkType(request);
    const upload = await receive(asked, params.id, readBytes(request, 'Upload-Offset'));
    stand(asked, upload);
    set.headers['upload-offset'] = String(upload.received);
    set.status = 204;
  }

  async function terminate({ caller, params, request, set }: Asked): Promise<void> {
    checkVersion(request);
    await resumable.terminate(caller, params.id);
    set.headers['tus-resumable'] = VERSION;
    set.status = 204;
  }

  /** What somebody may upload, and has. */
  async function own(caller: Account): Promise<Static<typeof UploadsAnswer>> {
    const uploads = await resumable.list(caller);
    return {
      formats: AUDIO_FORMATS.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
      largest: config.maxTrackBytes,
      most: { uploads: resumable.mostUploads, bytes: resumable.mostBytes },
      left: media.quotas.leftOf(caller) ?? null,
      uploads: uploads.map(({ id, originalName: name, length, received, expiresAt }) => ({
        ...{ id, name, length, received, expires: instant(expiresAt) },
      })),
    };
  }

  return chapters(services, uploadsDialect)('/uploads', 'uploads')
    .get('/', ({ caller }) => own(caller), {
      member: {
        summary: 'What may be uploaded, and your uploads',
        about:
          'Answers the formats and limits of tracks, and your uploads that nothing has used: so a client goes on with those that are still there.',
        answers: { 200: UploadsAnswer },
      },
    })
    .options('/', tell, { open: able })
    .options('/:id', tell, { open: { ...able, path } })
    .post('/', create, {
      member: {
        summary: 'Announce an upload',
        about: `Keeps room for a file of \`Upload-Length\` bytes; its address is answered in \`Location\`, and when it expires in \`Upload-Expires\`. A body brings its first bytes; 404 says that it was deleted while they came. ${TAKES}`,
        takes: BYTES,
        parameters: [TUS, LENGTH, METADATA, CHECKSUM],
        answers: { 201: null },
        refuses: [400, 404, 412, 413, 415, 429, 460],
      },
    })
    .head(
      '/:id',
      async ({ caller, params, request, set }: Asked) => {
        checkVersion(request);
        const upload = await resumable.find(caller.id, params.id);
        stand({ set }, upload);
        set.headers['upload-offset'] = String(upload.received);
        set.headers['upload-length'] = String(upload.length);
        if (upload.metadata !== '') set.headers['upload-metadata'] = upload.metadata;
      },
      {
        member: {
          summary: 'How far an upload is',
          about: 'Answers in headers how many bytes have come, where the next ones go.',
          ...{ path, parameters: [TUS], answers: { 200: null }, refuses: [404, 412] },
        },
      },
    )
    .patch('/:id', append, {
      member: {
        summary: 'Send the next bytes of an upload',
        about: `Adds the body at \`Upload-Offset\`. What has come stays when the rest is cut off, unless there is a checksum. ${TAKES}`,
        ...{ path, takes: BYTES, parameters: [TUS, OFFSET, CHECKSUM], answers: { 204: null } },
        refuses: [400, 404, 409, 412, 413, 415, 460],
      },
    })
    .delete('/:id', terminate, {
      member: {
        summary: 'Delete an upload',
        about: 'Deletes what has come of it, and gives the room back.',
        ...{ path, parameters: [TUS], answers: { 204: null }, refuses: [404, 412] },
      },
    })
    .post(
      '/:id',
      async (asked: Asked) => {
        const method = asked.request.headers.get('x-http-method-override')?.toUpperCase();
        if (method !== 'PATCH' && method !== 'DELETE')
          throw invalid('X-HTTP-Method-Override', 'must be PATCH or DELETE');
        await (method === 'PATCH' ? append(asked) : terminate(asked));
      },
      {
        member: {
          summary: 'Send bytes, or delete an upload, where only POST gets through',
          about: 'Does what `PATCH` or `DELETE` does there: `X-HTTP-Method-Override` says which.',
          ...{ path, takes: BYTES, parameters: [TUS, OVERRIDE, OFFSET, CHECKSUM], answers: { 204: null } },
          refuses: [400, 404, 409, 412, 413, 415, 460],
        },
      },
    );
}

/** What the client is told of an upload each time. */
function stand({ set }: Pick<Asked, 'set'>, { expiresAt }: ResumableUpload): void {
  set.headers['tus-resumable'] = VERSION;
  set.headers['upload-expires'] = new Date(expiresAt).toUTCString();
}
