import { type AnyElysia, Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { appKeyRoutes } from './app-keys.ts';
import { authRoutes } from './auth.ts';
import { mediaRoutes } from './media.ts';
import { peopleRoutes } from './people.ts';
import { socialRoutes } from './social.ts';
import { userRoutes } from './users.ts';

/** Community's dialect (document 4). */
export function communitySurface(services: Services): AnyElysia {
  return new Elysia()
    .use(authRoutes(services))
    .use(appKeyRoutes(services))
    .use(userRoutes(services))
    .use(mediaRoutes(services))
    .use(socialRoutes(services))
    .use(peopleRoutes(services));
}
