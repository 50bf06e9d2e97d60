import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import type { Staging } from '../../domain/media/staging.ts';
import { ArrivingFile, type StagedUpload } from './arriving-file.ts';
import { type Body, discardStaged, type Plan, receiveBody } from './receive.ts';

/** An upload can only have come through `receiveBody`: no JSON, whatever its shape, passes for one. */
TypeRegistry.Set('Upload', (_, value) => value instanceof ArrivingFile);

/**
 * A body's field that takes a file. Also `null` (take the present file away) and the name of the present file, as in a
 * whole entry that a client gives back.
 * @param description completes "<field> must be …"
 */
export function UploadField(description: string): TUnsafe<StagedUpload | string | null> {
  const upload = { [Kind]: 'Upload', type: 'string', format: 'binary' };
  return Type.Unsafe(Type.Union([Type.Unsafe(upload), Type.String({ maxLength: 64 }), Type.Null()], { description }));
}

/** What each request has brought, so that nothing of it stays when the request is refused. */
const received = new WeakMap<Request, Body>();

/** Reads a request's body as `receiveBody` does, and notes it for `discardUploads`. */
export async function takeBody(request: Request, plan: Plan, staging: Staging): Promise<Body> {
  const body = await receiveBody(request, plan, staging);
  received.set(request, body);
  return body;
}

/** Throws away the files of a request that was refused after they had arrived. */
export async function discardUploads(request: Request, staging: Staging): Promise<void> {
  const body = received.get(request);
  if (body) await discardStaged(body, staging);
}
