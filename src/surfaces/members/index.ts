import type { AnyElysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { accountRoutes } from './account.ts';
import { authRoutes } from './auth.ts';
import { favouriteRoutes } from './favourites.ts';

/** Members' dialect (document 3): accounts with tokens in cookies, and favourite tracks. */
export function membersSurface(services: Services): AnyElysia[] {
  return [authRoutes(services), accountRoutes(services), favouriteRoutes(services)];
}
