import { type AnyElysia, Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { authRoutes } from './auth.ts';
import { mediaRoutes } from './media.ts';
import { socialRoutes } from './social.ts';
import { userRoutes } from './users.ts';

/** Community's dialect (document 4). */
export function communitySurface(services: Services): AnyElysia {
  const chapters: AnyElysia[] = [
    authRoutes(services),
    userRoutes(services),
    mediaRoutes(services),
    socialRoutes(services),
  ];
  return chapters.reduce((surface, chapter) => surface.use(chapter), new Elysia());
}
