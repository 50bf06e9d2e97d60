import { refuse as refuseRelease } from '../../domain/label/releases/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { DELIVERED, RELEASES } from '../../lib/examples.ts';
import { labelAccess, releaseOwner, trackOwner } from './access.ts';
import { labelDialect } from './errors.ts';
import { readSplit, SplitBody, SplitDocument, SplitsDocument, splitDocument, splitsDocument } from './term-wire.ts';
import { idOr, trimmed } from './wire.ts';

const releaseOf = idOr(() => refuseRelease('release'));
const trackOf = idOr(() => refuseRelease('track'));

/** Splits: who shares what a track or a release earns. */
export function splitRoutes(services: Services) {
  const { terms, config } = services;
  const allow = labelAccess(services);
  const ofTrack = { id: { example: DELIVERED.tracks[0], description: 'ID трека' } };
  const ofRelease = { id: { example: RELEASES.finalized, description: 'ID релиза' } };
  const set = { access: allow('root'), answers: { 200: SplitDocument }, refuses: [404] } as const;
  const get = { answers: { 200: SplitsDocument }, refuses: [404] } as const;

  return chapters(services, labelDialect(config))('/splits', 'label: terms')
    .put(
      '/tracks/:id',
      async ({ params, body }) => {
        const { from, parties } = readSplit(trimmed(body));
        return splitDocument(await terms.split({ trackId: trackOf(params.id) }, from, parties));
      },
      {
        member: {
          ...set,
          summary: 'Доли в доходе трека',
          about: 'Делит процент артиста между участниками с указанного дня. Доли трека важнее долей релиза.',
          path: ofTrack,
        },
        body: SplitBody,
      },
    )
    .get('/tracks/:id', async ({ params }) => splitsDocument(await terms.splitsOf({ trackId: trackOf(params.id) })), {
      member: {
        ...get,
        summary: 'Получение долей трека',
        about: 'Возвращает доли, действующие сегодня, и все прежние; новые идут первыми.',
        access: allow('label', trackOwner(services)),
        path: ofTrack,
      },
    })
    .put(
      '/releases/:id',
      async ({ params, body }) => {
        const { from, parties } = readSplit(trimmed(body));
        return splitDocument(await terms.split({ releaseId: releaseOf(params.id) }, from, parties));
      },
      {
        member: {
          ...set,
          summary: 'Доли в доходе релиза',
          about: 'Делит процент артиста между участниками с указанного дня для всех треков, у которых нет своих долей.',
          path: ofRelease,
        },
        body: SplitBody,
      },
    )
    .get(
      '/releases/:id',
      async ({ params }) => splitsDocument(await terms.splitsOf({ releaseId: releaseOf(params.id) })),
      {
        member: {
          ...get,
          summary: 'Получение долей релиза',
          about: 'Возвращает доли, действующие сегодня, и все прежние; новые идут первыми.',
          access: allow('label', releaseOwner(services)),
          path: ofRelease,
        },
      },
    );
}
