import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Said } from '../../domain/catalogue/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, isKind } from '../../errors.ts';
import { chapters } from '../../http/route.ts';
import { RESUMABLE } from '../../lib/examples.ts';
import { catalogueDialect } from './errors.ts';
import { ImportAnswer, UploadedAnswer, UploadedBody } from './shapes.ts';
import { fullTrackDocument } from './wire.ts';

const path = { id: { example: RESUMABLE.finished, description: 'the id of a finished upload (`POST /uploads`)' } };

/** Finished uploads that become tracks: what they are, and what they are to be called. */
export function uploadedRoutes(services: Services) {
  const { catalogue, media, uploads, config } = services;

  /** What an upload is, before it is used. @throws not_found, busy */
  async function look(caller: Account, id: string): Promise<Static<typeof UploadedAnswer>> {
    const looked = await media.preview(caller.id, id);
    if ('problem' in looked) return { ...NO_TRACK, problem: looked.problem };
    const { preview, originalName } = looked;
    const { type, facts, sha256, cover } = preview;
    const said = catalogue.said(facts, originalName);
    const [held] = await catalogue.tracksHeld(caller, [sha256]);
    return {
      problem: null,
      ...{ title: said.title, artist: said.artist ?? null, album: said.album ?? null },
      ...{ year: said.year ?? null, genre: said.genre ?? null },
      ...{ duration: facts.duration ?? null, format: type.extension, sha256 },
      cover: cover ? `/tracks/import/${id}/cover` : null,
      track: held ? fullTrackDocument(await catalogue.wholeTrack(held.track.id)) : null,
    };
  }

  async function show(caller: Account, id: string): Promise<Response> {
    const looked = await media.preview(caller.id, id);
    const cover = 'preview' in looked ? looked.preview.cover : undefined;
    if (!cover) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    const headers = {
      'Cache-Control': 'private, max-age=86400, immutable',
      'Content-Type': 'image/jpeg',
      'X-Content-Type-Options': 'nosniff',
    };
    return new Response(new Uint8Array(cover), { headers });
  }

  /** Makes a track of an upload, which is used up by that. @throws not_found, invalid, too_large, busy */
  async function publish(caller: Account, id: string, { own, ...body }: Static<typeof UploadedBody>) {
    const said = saidIn(body);
    const reference = { id, field: 'upload' };
    try {
      const upload = await media.resumable.assemble(caller.id, reference, config.maxTrackBytes);
      if (!own) {
        const { isNew, track } = await catalogue.importFile(caller, upload, { said, withPicture: true });
        // Its bytes were there already.
        if (!isNew) await media.resumable.terminate(caller, id).catch(() => {});
        return { added: isNew, track: fullTrackDocument(track) };
      }
      const made = await uploads.addTrack(caller, caller.id, upload, said, true);
      return { added: true, track: fullTrackDocument(await catalogue.wholeTrack(made.id)) };
    } catch (error) {
      const isGone = isKind(error, 'invalid') && error.detail.subject === 'upload';
      throw isGone ? new DomainError('not_found', error.message, { subject: 'upload' }) : error;
    }
  }

  return chapters(services, catalogueDialect)('/tracks/import', 'catalogue')
    .get('/:id', ({ caller, params }) => look(caller, params.id), {
      member: {
        summary: 'What an upload is, before it becomes a track',
        about:
          'Answers what the bytes and tags of a finished upload of yours say, why it is no track, and which track has its bytes already.',
        ...{ path, answers: { 200: UploadedAnswer }, refuses: [404] },
      },
    })
    .get('/:id/cover', ({ caller, params }) => show(caller, params.id), {
      member: {
        summary: 'The picture in the tags of an upload',
        about: 'Answers it as a JPEG of at most 300 pixels a side.',
        ...{ path, answers: { 200: 'image/jpeg' }, refuses: [404] },
      },
    })
    .post('/:id', ({ caller, params, body }) => publish(caller, params.id, body), {
      member: {
        summary: 'Make a track of an upload',
        about:
          'Puts a finished upload of yours into the catalogue as `POST /tracks/import` does, by what is said here and else by its tags; with `own` as `POST /media/upload/track` does, on your own artist. The picture in its tags is shown by the album, if that has none. The upload is used up.',
        ...{ path, answers: { 200: ImportAnswer }, refuses: [404, 413] },
      },
      body: UploadedBody,
    });
}

const NO_TRACK = {
  ...{ title: null, artist: null, album: null, year: null, genre: null, duration: null, format: null },
  ...{ sha256: null, cover: null, track: null },
};

/** `null` is as good as absent. */
const saidIn = ({ title, artist, album, year, genre }: Omit<Static<typeof UploadedBody>, 'own'>): Said => ({
  ...{ title: title ?? undefined, artist: artist ?? undefined, album: album ?? undefined },
  ...{ year: year ?? undefined, genre: genre ?? undefined },
});
