import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { refuse as refuseRoyalties } from '../../domain/royalties/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { inPath, labelAccess } from './access.ts';
import { ListAnswer, listAnswer, PAGING, readPaging } from './listing.ts';
import {
  DetailsBody,
  IncomeBody,
  PayoutBody,
  RoyaltyDocument,
  readAmount,
  readKey,
  royaltyDocument,
} from './royalty-wire.ts';
import { absent, clash, invalid, keyReused, received, strange } from './shapes.ts';
import { readId } from './wire.ts';

const KEYED = {
  secured: true,
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header' as const,
      description: 'от 1 до 255 видимых символов ASCII: повтор с тем же ключом и телом ничего не проводит второй раз',
      schema: { type: 'string' as const },
    },
  ],
};

const unknown = () => refuseRoyalties('royalties');

/** Chapter «Роялти»: what artists have earned and been paid. */
export function royaltyRoutes(services: Services) {
  const { accounts, royalties, media, config } = services;
  const label = labelAccess(services);
  const root = label('root');
  const changed = { 200: RoyaltyDocument, ...received, ...strange, ...absent };
  const booked = { ...changed, ...clash, ...keyReused };

  return new Elysia({ prefix: '/royalties' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .get(
      '/active',
      async ({ request }) => {
        const asked = readPaging(request, 'page');
        return listAnswer(await royalties.listActive(asked), asked, royaltyDocument);
      },
      {
        access: root,
        detail: operation(
          'label',
          'The royalties that can be paid out',
          { 200: ListAnswer(RoyaltyDocument), ...invalid, ...strange },
          { secured: true, parameters: PAGING },
        ),
      },
    )
    .get('/:id', async ({ params }) => [royaltyDocument(await royalties.of(readId(params.id, unknown)))], {
      access: label('label', inPath()),
      detail: operation(
        'label',
        "An artist's royalties",
        { 200: t.Array(RoyaltyDocument), ...strange, ...absent },
        { secured: true },
      ),
    })
    .patch(
      '/:id',
      async ({ params, body }) => royaltyDocument(await royalties.tell(readId(params.id, unknown), body.details)),
      {
        access: label('artist', inPath()),
        receives: {},
        body: DetailsBody,
        detail: operation('label', 'Say where to pay to', changed, { secured: true }),
      },
    )
    .patch(
      '/:id/block',
      async ({ params }) => royaltyDocument(await royalties.toggleBlock(readId(params.id, unknown))),
      {
        access: root,
        receives: {},
        detail: operation('label', "Block an artist's payouts, or allow them again", changed, { secured: true }),
      },
    )
    .post(
      '/:id/income',
      async ({ caller, params, body: { amount, period }, request }) => {
        const artistId = readId(params.id, unknown);
        const income = { type: 'income', artistId, amount: readAmount(amount), period } as const;
        return royaltyDocument(await royalties.book(caller, income, readKey(request)));
      },
      {
        access: root,
        receives: {},
        body: IncomeBody,
        detail: operation('label', 'Book income', booked, KEYED),
      },
    )
    .post(
      '/:id/payout',
      async ({ caller, params, body: { amount, receipt_key: receiptKey }, request }) => {
        const artistId = readId(params.id, unknown);
        const payout = { type: 'payout', artistId, amount: readAmount(amount), receiptKey } as const;
        return royaltyDocument(await royalties.book(caller, payout, readKey(request)));
      },
      {
        access: root,
        receives: {},
        body: PayoutBody,
        detail: operation('label', 'Book a payout', booked, KEYED),
      },
    );
}
