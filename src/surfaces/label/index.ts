import { type AnyElysia, Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { artistRoutes } from './artists.ts';
import { authRoutes } from './auth.ts';
import { contractRoutes } from './contracts.ts';
import { documentRoutes } from './docs.ts';
import { managerRoutes } from './managers.ts';
import { mediaRoutes } from './media.ts';
import { noteRoutes } from './notes.ts';
import { releaseRoutes } from './releases.ts';
import { royaltyRoutes } from './royalties.ts';
import { trackRoutes } from './tracks.ts';
import { userRoutes } from './users.ts';

/** The label's dialect (document 5), a chapter a file. */
export function labelSurface(services: Services): AnyElysia {
  const chapters: AnyElysia[] = [
    authRoutes(services),
    userRoutes(services),
    artistRoutes(services),
    managerRoutes(services),
    mediaRoutes(services),
    releaseRoutes(services),
    trackRoutes(services),
    noteRoutes(services),
    documentRoutes(services),
    contractRoutes(services),
    royaltyRoutes(services),
  ];
  return chapters.reduce((surface, chapter) => surface.use(chapter), new Elysia({ prefix: '/v1' }));
}
