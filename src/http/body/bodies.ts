import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import type { Media } from '../../domain/media/service.ts';
import type { Staging } from '../../domain/media/staging.ts';
import { invalid } from '../../errors.ts';
import { identityOf } from '../identity/caller.ts';
import { ArrivingFile, StagedUpload, uploadNamed } from './arriving-file.ts';
import { type Body, discardStaged, type Plan, receiveBody } from './receive.ts';

/** An upload can only have come through `receiveBody`: no JSON, whatever its shape, passes for one. */
TypeRegistry.Set('Upload', (_, value) => value instanceof ArrivingFile);

/**
 * A body's field that takes a file, also by `upload:<id>`. Also `null` (take the present file away) and the name of the
 * present file, as in a whole entry that a client gives back.
 * @param description completes "<field> must be …"
 */
export function UploadField(description: string): TUnsafe<StagedUpload | string | null> {
  const upload = { [Kind]: 'Upload', type: 'string', format: 'binary' };
  return Type.Unsafe(Type.Union([Type.Unsafe(upload), Type.String({ maxLength: 64 }), Type.Null()], { description }));
}

/** What each request has brought, so that nothing of it stays when the request is refused. */
const received = new WeakMap<Request, Body>();

/**
 * Reads a request's body as `receiveBody` does, and notes it for `discardUploads`. Where a file may stand, the text
 * `upload:<id>` is a finished resumable upload of the caller: it comes as if its bytes had come here.
 * @throws as `receiveBody`; invalid naming the field of an upload that is none, too_large, busy
 */
export async function takeBody(request: Request, plan: Plan, media: Pick<Media, 'staging' | 'resumable'>) {
  const body = await receiveBody(request, plan, media.staging);
  received.set(request, body);
  const named = Object.entries(plan.files ?? {}).flatMap(([field, limit]) => {
    const id = uploadNamed(body[field]);
    return id === undefined ? [] : { field, id, limit };
  });
  if (named.length === 0) return body;
  const account = plan.gate ? await plan.gate.owner(body) : identityOf(request)?.account.id;
  for (const { field, id, limit } of named) {
    if (named.some((other) => other.id === id && other.field !== field))
      throw invalid(field, 'names the same upload as another field', { subject: 'upload' });
    const { staged, originalName, resumable } = await media.resumable.assemble(account, { id, field }, limit);
    body[field] = new StagedUpload(staged, originalName, resumable);
  }
  return body;
}

/** Whether a resumable upload has come as a file of the body. */
export const namesUpload = (body: Body): boolean =>
  Object.values(body).some((value) => value instanceof StagedUpload && value.resumable !== undefined);

/** Throws away the files of a request that was refused after they had arrived. */
export async function discardUploads(request: Request, staging: Staging): Promise<void> {
  const body = received.get(request);
  if (body) await discardStaged(body, staging);
}
