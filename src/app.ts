import { type AnyElysia, Elysia } from 'elysia';
import type { Logger } from 'pino';
import { toDomainError } from './db/engines.ts';
import type { Services } from './domain/services.ts';
import { discardUploads } from './http/body/bodies.ts';
import { swagger } from './http/openapi/swagger.ts';
import { frontPage } from './http/server/front-page.ts';
import { healthPages, type Readiness } from './http/server/health.ts';
import { endQuiet } from './http/server/idle.ts';
import { methodsByPath } from './http/server/methods.ts';
import { refusals } from './http/server/refusals.ts';
import { catalogueDialect } from './surfaces/catalogue/errors.ts';
import { catalogueSurface } from './surfaces/catalogue/index.ts';
import { communityDialect } from './surfaces/community/errors.ts';
import { communitySurface } from './surfaces/community/index.ts';
import { labelDialect } from './surfaces/label/errors.ts';
import { labelSurface } from './surfaces/label/index.ts';
import { membersDialect } from './surfaces/members/errors.ts';
import { membersSurface } from './surfaces/members/index.ts';
import { recorderDialect } from './surfaces/recorder/errors.ts';
import { recorderSurface } from './surfaces/recorder/index.ts';

/** Puts the surfaces together. Never listens. @param watchers what sees every request: metrics, the log of requests */
export function createApp(
  services: Services,
  readiness: Readiness,
  version: string,
  log: Logger,
  watchers: readonly AnyElysia[] = [],
): AnyElysia {
  const dialects = [catalogueDialect, membersDialect, recorderDialect, labelDialect(services.config), communityDialect];
  let methodsOf = (_path: string): string[] => [];
  const refuse = refusals(dialects, (path) => methodsOf(path), toDomainError, log);

  const app = new Elysia({
    name: 'tonearm',
    // Elysia looks for the path behind a host of at least four letters otherwise; a host may be called "api".
    handler: { standardHostname: false },
    // Its own way of dropping unknown keys makes an object of a text before the text is refused for being none.
    normalize: 'typebox',
  })
    // Taken apart in the signature: Elysia reads the text of hooks, and would prepare all that a whole context has.
    .onError({ as: 'global' }, async ({ code, error, request, path, set, server }) => {
      await discardUploads(request, services.media.staging);
      endQuiet(request, server);
      const refusal = refuse({ code, error, request, path });
      // For those who watch: the answer itself they are not shown.
      set.status = refusal.status;
      return refusal;
    })
    .use([...watchers])
    .use(healthPages(readiness))
    .use(frontPage(version, services.config))
    .use(swagger(version))
    .use(catalogueSurface(services))
    .use(membersSurface(services))
    .use(recorderSurface(services))
    .use(communitySurface(services))
    .use(labelSurface(services));
  methodsOf = methodsByPath(app.routes);
  return app;
}
