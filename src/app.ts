import { type AnyElysia, Elysia } from 'elysia';
import type { Logger } from 'pino';
import { toDomainError } from './db/engines.ts';
import type { Services } from './domain/services.ts';
import { appKeysPage } from './http/app-keys/app-keys-page.ts';
import { discardUploads } from './http/body/bodies.ts';
import { swagger } from './http/openapi/swagger.ts';
import { frontPage } from './http/server/front-page.ts';
import { healthPages, type Readiness } from './http/server/health.ts';
import { restoreIdleTimeout } from './http/server/idle.ts';
import { methodsByPath } from './http/server/methods.ts';
import { refusals } from './http/server/refusals.ts';
import { sharePage } from './http/shares/share-page.ts';
import { catalogueDialect } from './surfaces/catalogue/errors.ts';
import { catalogueSurface } from './surfaces/catalogue/index.ts';
import { communityDialect } from './surfaces/community/errors.ts';
import { communitySurface } from './surfaces/community/index.ts';
import { labelDialect } from './surfaces/label/errors.ts';
import { labelSurface } from './surfaces/label/index.ts';
import { membersDialect } from './surfaces/members/errors.ts';
import { membersSurface } from './surfaces/members/index.ts';
import { opensubsonicDialect } from './surfaces/opensubsonic/errors.ts';
import { opensubsonicSurface } from './surfaces/opensubsonic/index.ts';
import { recorderDialect } from './surfaces/recorder/errors.ts';
import { recorderSurface } from './surfaces/recorder/index.ts';
import { uploadsDialect } from './surfaces/uploads/errors.ts';
import { uploadsSurface } from './surfaces/uploads/index.ts';

/** Puts the surfaces together. Never listens. @param observers plugins that see every request: metrics, the request log */
export function createApp(
  services: Services,
  readiness: Readiness,
  version: string,
  log: Logger,
  observers: readonly AnyElysia[] = [],
): AnyElysia {
  const dialects = [
    ...[
      opensubsonicDialect,
      uploadsDialect,
      catalogueDialect,
      membersDialect,
      recorderDialect,
      labelDialect(services.config),
    ],
    communityDialect,
  ];
  let methodsOf = (_path: string): string[] => [];
  const refuse = refusals(dialects, (path) => methodsOf(path), toDomainError, log);

  const app = new Elysia({
    name: 'tonearm',
    // By default Elysia finds the path only behind a host of four characters or more; a host may be called "api".
    handler: { standardHostname: false },
    // Elysia's default way of dropping unknown keys turns a text into an object before the schema can refuse the text.
    normalize: 'typebox',
  })
    // Destructured: Elysia reads the source of a hook, and prepares only the parts of the context that it names.
    .onError({ as: 'global' }, async ({ code, error, request, path, set, server }) => {
      await discardUploads(request, services.media.staging);
      restoreIdleTimeout(request, server);
      const refusal = refuse({ code, error, request, path });
      // Elysia does not show this response to the observers: they read the status from `set`.
      set.status = refusal.status;
      return refusal;
    })
    .use([...observers])
    .use(healthPages(readiness))
    .use(frontPage(version, services.config))
    .use(appKeysPage())
    .use(sharePage(services))
    .use(swagger(version))
    .use(catalogueSurface(services))
    .use(uploadsSurface(services))
    .use(membersSurface(services))
    .use(recorderSurface(services))
    .use(communitySurface(services))
    .use(labelSurface(services))
    .use(opensubsonicSurface(services));
  methodsOf = methodsByPath(app.routes);
  return app;
}
