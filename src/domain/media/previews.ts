import { LRUCache } from 'lru-cache';
import { DomainError, isKind } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Upload, UploadReference } from './model.ts';
import type { Staging } from './staging.ts';
import type { Preview } from './taking.ts';

/** Previews that are kept, with their covers: a finished upload never changes. */
const MOST = 100;
/** Names the upload in refusals. */
const FIELD = 'upload';

/** A preview, or in words for people why the upload is no audio. */
export type Previewed = { preview: Preview; originalName: string } | { problem: string };

interface Means {
  resumable: {
    nameOf(account: Id, reference: UploadReference): Promise<string>;
    assemble(account: Id, reference: UploadReference, limit: number): Promise<Upload>;
  };
  staging: Pick<Staging, 'discard'>;
  look(staged: Upload['staged'], field: string, lane: string): Promise<Preview>;
  /** Bytes of the largest track. */
  limit: number;
}

/** What finished uploads are, for those who want to see it before they are used. */
export function previews({ resumable, staging, look, limit }: Means) {
  const known = new LRUCache<string, Promise<Previewed>>({ max: MOST });

  async function read(account: Id, reference: UploadReference): Promise<Previewed> {
    try {
      const { staged, originalName } = await resumable.assemble(account, reference, limit);
      try {
        return { preview: await look(staged, FIELD, account), originalName };
      } finally {
        await staging.discard(staged);
      }
    } catch (error) {
      if (!(error instanceof DomainError) || !isAbout(error)) throw error;
      return { problem: error.message };
    }
  }

  /**
   * What a finished upload of an account is, as a track.
   * @throws not_found unless it is one; busy
   */
  return async function preview(account: Id, id: string): Promise<Previewed> {
    const reference = { id, field: FIELD };
    await resumable.nameOf(account, reference).catch((error) => {
      throw isKind(error, 'invalid') ? gone() : error;
    });
    const reading = known.get(id) ?? read(account, reference);
    known.set(id, reading);
    try {
      return await reading;
    } catch (error) {
      if (known.get(id) === reading) known.delete(id);
      // It was used or deleted meanwhile.
      throw isKind(error, 'invalid') ? gone() : error;
    }
  };
}

/** Whether an error says what the file is, and not that it is not there. */
const isAbout = ({ kind, detail }: DomainError): boolean =>
  kind === 'too_large' || (kind === 'invalid' && detail.subject !== 'upload');

const gone = () => new DomainError('not_found', 'There is no such finished upload of yours', { subject: 'upload' });
