import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Disk } from '../../domain/media/disk.ts';
import { wasAdmitted } from '../identity/caller.ts';
import { StagedUpload } from './form.ts';
import { discardStaged, type Plan, receiveBody } from './receive.ts';

/** An upload can only have come through `receiveBody`: no JSON, whatever its shape, passes for one. */
TypeRegistry.Set('Upload', (_, value) => value instanceof StagedUpload);

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
const received = new WeakMap<Request, Record<string, unknown>>();

/**
 * Bodies, as `receives: {…}` in a route's options: JSON, form fields or multipart with the files that the plan names,
 * streamed to disk. Stands after `access`, since Elysia runs the two in the order in which they are written.
 */
export function bodies(disk: Disk) {
  return new Elysia({ name: 'bodies' }).macro({
    receives: (plan: Plan) => ({
      parse: async ({ request }) => {
        if (!wasAdmitted(request)) throw new Error('a route must say `access` before `receives`');
        const body = await receiveBody(request, plan, disk);
        received.set(request, body);
        return body;
      },
    }),
  });
}

/** Throws away the files of a request that was refused after they had arrived. */
export async function discardUploads(request: Request, disk: Disk): Promise<void> {
  const body = received.get(request);
  if (body) await discardStaged(body, disk);
}
