import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Upload } from '../../domain/media/model.ts';
import type { MediaFile } from '../../domain/uploads/model.ts';
import { DomainError, invalid } from '../../errors.ts';
import { StagedUpload } from '../../http/body/arriving-file.ts';
import { type Id, toUuid } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import { actingFor } from './acting.ts';
import type { FileDocument } from './answers.ts';

const FORMATS: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/flac': 'flac',
  'image/jpeg': 'jpeg',
};

/** Domain to wire. @param origin of its URLs */
export const fileDocument =
  (origin: string) =>
  (upload: MediaFile): Static<typeof FileDocument> => {
    const { id, owner, kind, file, createdAt, updatedAt } = upload;
    const { width, height, duration, bitrate } = file.facts;
    return {
      fileId: toUuid(id),
      userId: toUuid(owner),
      type: kind,
      originalName: file.originalName,
      fileName: file.name,
      mimeType: file.type,
      size: file.size,
      url: `${origin}/media/${pathOf(upload)}`,
      metadata: {
        // Seconds to the millisecond, and whole kbit/s. What a file does not have is absent.
        duration: duration === undefined ? undefined : Math.round(duration * 1000) / 1000,
        bitrate: bitrate === undefined ? undefined : Math.round(bitrate / 1000),
        format: FORMATS[file.type],
        width,
        height,
      },
      createdAt: instant(createdAt),
      updatedAt: instant(updatedAt),
    };
  };

function pathOf({ id, owner, kind }: MediaFile): string {
  if (kind === 'avatar') return `avatar/${toUuid(owner)}`;
  return `${kind === 'track' ? 'track' : 'file'}/${toUuid(id)}`;
}

interface UploadForm {
  file?: Upload | string | null | undefined;
  userId?: string | undefined;
}

/** Wire to domain: the file and its owner. @throws invalid naming the field; forbidden as `actingFor` */
export function readUpload(caller: Account, { file, userId }: UploadForm): { owner: Id; upload: Upload } {
  if (!(file instanceof StagedUpload)) throw new DomainError('invalid', 'File is required', { field: 'file' });
  if (userId === undefined) throw invalid('userId', 'is required');
  return { owner: actingFor(caller, 'userId', userId), upload: file };
}
