import { Elysia } from 'elysia';
import type { Disk } from '../../domain/media/disk.ts';
import { takeBody } from '../body/bodies.ts';
import type { Plan } from '../body/receive.ts';
export function bodies(disk: Disk) {
  return new Elysia({ name: 'bodies' }).macro({
    receives: (plan: Plan) => ({ parse: ({ request }) => takeBody(request, plan, disk) }),
  });
}
