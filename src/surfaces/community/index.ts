import type { AnyElysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { appKeyRoutes } from './app-keys.ts';
import { authRoutes } from './auth.ts';
import { mediaRoutes } from './media.ts';
import { peopleRoutes } from './people.ts';
import { socialRoutes } from './social.ts';
import { userRoutes } from './users.ts';

/** Community's dialect (document 4). */
export function communitySurface(services: Services): AnyElysia[] {
  return [
    authRoutes(services),
    appKeyRoutes(services),
    userRoutes(services),
    mediaRoutes(services),
    socialRoutes(services),
    peopleRoutes(services),
  ];
}
