import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { chapters } from '../../http/route.ts';
import { asSent } from '../../http/server/front-door.ts';
import { RELEASES } from '../../lib/examples.ts';
import { labelAccess, releaseOwner } from './access.ts';
import { labelDialect } from './errors.ts';
import { idOr } from './wire.ts';

/** Seconds in which nothing may be sent: whoever stops reading for longer makes room for others. Bun's longest. */
const LONGEST_PAUSE = 255;

const idOf = idOr(() => refuseRelease('release'));

/** Releases as distributors take them. */
export function deliveryRoutes(services: Services) {
  const { deliveries, config } = services;
  const allow = labelAccess(services);

  return chapters(services, labelDialect(config))('/releases', 'label: releases').get(
    '/:id/delivery',
    async ({ params, request, server }) => {
      const { name, open } = await deliveries.prepare(idOf(params.id));
      const headers = {
        ...{ 'Content-Type': 'application/zip', 'Content-Disposition': contentDisposition('attachment', name) },
        ...{ 'Cache-Control': 'no-store', 'Accept-Ranges': 'none', 'X-Content-Type-Options': 'nosniff' },
      };
      if (asSent(request).method === 'HEAD') return new Response(null, { headers });
      const { body } = open(request.signal);
      // Bun sets its own timeout when it begins to send.
      setImmediate(() => server?.timeout(request, LONGEST_PAUSE));
      return new Response(body, { headers });
    },
    {
      member: {
        summary: 'Поставка релиза',
        about:
          'Возвращает архив для дистрибьютора: обложку, аудио, `metadata.csv`, XML по словарю ERN 4.3 и `manifest.md5`. Называет все поля, которых не хватает.',
        access: allow('manager', releaseOwner(services)),
        answers: { 200: 'application/zip' },
        refuses: [400, 404],
        path: { id: RELEASES.approved },
      },
    },
  );
}
