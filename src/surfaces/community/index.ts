import { type AnyElysia, Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { authRoutes } from './auth.ts';
import { mediaRoutes } from './media.ts';

/** Community's dialect (document 4). */
export function communitySurface(services: Services): AnyElysia {
  const chapters: AnyElysia[] = [authRoutes(services), mediaRoutes(services)];
  return chapters.reduce((surface, chapter) => surface.use(chapter), new Elysia());
}
