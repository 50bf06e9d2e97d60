import { type AnyElysia, Elysia } from 'elysia';
import type { Logger } from 'pino';
import { databaseAway } from './db/dialect.ts';
import type { Services } from './domain/services.ts';
import { discardUploads } from './http/bodies.ts';
import { crossOrigin } from './http/cross-origin.ts';
import { methodsByPath } from './http/methods.ts';
import { healthPages, type Readiness } from './http/pages.ts';
import { refusals } from './http/refusals.ts';
import { swagger } from './http/swagger.ts';
import { catalogueDialect } from './surfaces/catalogue/errors.ts';
import { catalogueSurface } from './surfaces/catalogue/index.ts';
import { communityDialect } from './surfaces/community/errors.ts';
import { communitySurface } from './surfaces/community/index.ts';
import { labelDialect } from './surfaces/label/errors.ts';
import { labelSurface } from './surfaces/label/index.ts';

/** Puts the surfaces together. Never listens. */
export function createApp(services: Services, readiness: Readiness, version: string, log: Logger): AnyElysia {
  const dialects = [catalogueDialect, labelDialect(services.config), communityDialect];
  let methodsOf = (_path: string): string[] => [];
  const refuse = refusals(dialects, (path) => methodsOf(path), databaseAway, log);

  const app = new Elysia({ name: 'tonearm' })
    .onError({ as: 'global' }, async (failure) => {
      await discardUploads(failure.request, services.media.disk);
      return refuse(failure);
    })
    .use(crossOrigin(services.config.corsOrigins))
    .use(healthPages(readiness))
    .use(swagger(version))
    .use(catalogueSurface(services))
    .use(communitySurface(services))
    .use(labelSurface(services));
  methodsOf = methodsByPath(app.routes);
  return app;
}
