import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { artistRoutes } from './artists.ts';
import { authRoutes } from './auth.ts';
import { contractRoutes } from './contracts.ts';
import { documentRoutes } from './docs.ts';
import { managerRoutes } from './managers.ts';
import { mediaRoutes } from './media.ts';
import { noteRoutes } from './notes.ts';
import { releaseRoutes } from './releases.ts';
import { reportRoutes } from './reports.ts';
import { royaltyRoutes } from './royalties.ts';
import { trackRoutes } from './tracks.ts';
import { userRoutes } from './users.ts';

/** The label's dialect (document 5), one file for each chapter. */
export function labelSurface(services: Services) {
  return new Elysia({ prefix: '/v1' })
    .use(authRoutes(services))
    .use(userRoutes(services))
    .use(artistRoutes(services))
    .use(managerRoutes(services))
    .use(mediaRoutes(services))
    .use(releaseRoutes(services))
    .use(trackRoutes(services))
    .use(noteRoutes(services))
    .use(documentRoutes(services))
    .use(contractRoutes(services))
    .use(royaltyRoutes(services))
    .use(reportRoutes(services));
}
