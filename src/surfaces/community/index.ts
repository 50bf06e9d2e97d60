import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { mediaRoutes } from './media.ts';

/** Community's dialect (document 4): so far, the streaming of tracks. */
export function communitySurface(services: Services) {
  return new Elysia().use(mediaRoutes(services));
}
