import { type AnyElysia, Elysia } from 'elysia';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { toDomainError } from './db/engines.ts';
import type { Services } from './domain/services.ts';
import { appKeysPage } from './http/app-keys/app-keys-page.ts';
import { discardUploads } from './http/body/bodies.ts';
import type { Dialect } from './http/dialect.ts';
import { swagger } from './http/openapi/swagger.ts';
import { noteRoute } from './http/server/exchange.ts';
import { frontPage } from './http/server/front-page.ts';
import { healthPages, type Readiness } from './http/server/health.ts';
import { restoreIdleTimeout } from './http/server/idle.ts';
import { methodsByPath } from './http/server/methods.ts';
import { refusals } from './http/server/refusals.ts';
import { sharePage } from './http/shares/share-page.ts';
import { webFiles } from './http/web/web-files.ts';
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

/** The first that owns a path is its dialect; the last owns every path. */
const dialectsOf = (config: Config): Dialect[] => [
  ...[opensubsonicDialect, uploadsDialect, catalogueDialect, membersDialect, recorderDialect, labelDialect(config)],
  communityDialect,
];

/** Names the dialect of a route; `none` is that of pages, and of what does not exist. */
export function dialectNames(app: AnyElysia, config: Config): (method: string, route: string) => string {
  const dialects = dialectsOf(config);
  const pages = new Set(app.routes.filter(({ hooks }) => hooks.detail?.hide).map(({ path }) => path));
  const paths = new Set(app.routes.map(({ path }) => path.replace(/(?<=.)\/$/, '')));
  return (method, route) => {
    const owner = paths.has(route) ? dialects.find(({ owns }) => owns(method, route)) : undefined;
    // The last dialect owns every path, those of pages among them.
    return owner === undefined || (owner === dialects.at(-1) && pages.has(route)) ? 'none' : owner.name;
  };
}

/**
 * Puts the surfaces together. Never listens.
 * @param noteFailure is told of what fails through no fault of the client
 * @param pages plugins that answer besides, as the metrics
 */
export function createApp(
  services: Services,
  readiness: Readiness,
  version: string,
  log: Logger,
  noteFailure: (error: unknown) => void = () => {},
  pages: readonly AnyElysia[] = [],
): AnyElysia {
  const dialects = dialectsOf(services.config);
  let methodsOf = (_path: string): string[] => [];
  const explain = (error: unknown) => {
    noteFailure(error);
    return toDomainError(error);
  };
  const refuse = refusals(dialects, (path) => methodsOf(path), explain, log);

  const app = new Elysia({
    name: 'tonearm',
    // By default Elysia finds the path only behind a host of four characters or more; a host may be called "api".
    handler: { standardHostname: false },
    // Elysia's default way of dropping unknown keys turns a text into an object before the schema can refuse the text.
    normalize: 'typebox',
  })
    // Destructured: Elysia reads the source of a hook, and prepares only the parts of the context that it names.
    .onError({ as: 'global' }, async ({ code, error, request, path, route, set, server }) => {
      noteRoute(request, route);
      await discardUploads(request, services.media.staging);
      restoreIdleTimeout(request, server);
      const refusal = refuse({ code, error, request, path });
      // Elysia has set the status of the error, which would win over a refusal with 200, as players are answered.
      set.status = refusal.status;
      return refusal;
    })
    .onTransform({ as: 'global' }, ({ request, route }) => noteRoute(request, route))
    .use([...pages])
    .use(healthPages(readiness))
    .use(frontPage(version, services))
    .use(webFiles())
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
