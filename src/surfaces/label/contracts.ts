import { Elysia } from 'elysia';
import { refuse as refuseContract } from '../../domain/label/contracts/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import type { Id } from '../../lib/ids.ts';
import { inPath, labelAccess } from './access.ts';
import {
  AppendixChanges,
  AppendixDocument,
  AppendixNumber,
  appendixDocument,
  Confirmation,
  ContractBody,
  ContractChanges,
  ContractDocument,
  ContractNumber,
  contractDocument,
  readPercentage,
} from './contract-wire.ts';
import { refuse } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './listing.ts';
import { absent, clash, invalid, Message, received, strange } from './shapes.ts';
import { readId } from './wire.ts';

const CONTRACTS = {
  sorts: ['contract_number', 'createdAt'],
  filters: {
    type: choice('type', ['appendix', 'termination']),
    status: choice('status', ['active', 'terminated']),
  },
} as const;

const nobody = () => refuseContract('not_artist');
const unknown = () => refuseContract('contract');
const noTermination = () => refuseContract('termination');

/** Chapter «Договоры»: what is agreed with artists. */
export function contractRoutes(services: Services) {
  const { accounts, contracts, media, config } = services;
  const label = labelAccess(services);
  const root = label('root');
  const secured = { secured: true };
  const refused = { ...received, ...strange, ...absent };

  /** What follows a contract: a document that gets the next number of its sequence. */
  const numbered =
    (make: (artist: Id) => Promise<{ number: string }>) =>
    async ({ params, set }: { params: { id: string }; set: { status?: number | string } }) => {
      const { number } = await make(readId(params.id, unknown));
      set.status = 201;
      return { appendix_number: number };
    };
  const making = (summary: string) => ({
    access: root,
    receives: {},
    detail: operation('label', summary, { 201: AppendixNumber, ...refused }, secured),
  });

  return new Elysia({ prefix: '/contracts' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/:id',
      async ({ params, body, set }) => {
        const { number } = await contracts.make(readId(params.id, nobody), readPercentage(body.percentage));
        set.status = 201;
        return { contract_number: number };
      },
      {
        access: root,
        receives: {},
        body: ContractBody,
        detail: operation(
          'label',
          'Make a contract with an artist, one each',
          { 201: ContractNumber, ...received, ...strange, ...clash },
          secured,
        ),
      },
    )
    .post('/:id/appendix', numbered(contracts.addAppendix), making("Add an appendix to an artist's contract"))
    .post('/:id/termination', numbered(contracts.terminate), making('Prepare the termination of a contract'))
    .patch(
      '/:id/termination',
      async ({ params, body }) => {
        await contracts.confirmTermination(readId(params.id, noTermination), body.pdf_key);
        return { message: 'Расторжение подтверждено' };
      },
      {
        access: root,
        receives: {},
        body: Confirmation,
        detail: operation('label', 'Confirm a termination: the contract ends', { 200: Message, ...refused }, secured),
      },
    )
    .patch(
      '/appendix/:appendixNumber',
      async ({ params, body }) => appendixDocument(await contracts.changeAppendix(params.appendixNumber, body.pdf_key)),
      {
        access: root,
        receives: {},
        body: AppendixChanges,
        detail: operation('label', 'Give an appendix its PDF', { 200: AppendixDocument, ...refused }, secured),
      },
    )
    .patch(
      '/:id',
      async ({ params, body: { percentage, pdf_key } }) => {
        if (percentage === undefined && pdf_key === undefined) throw refuse('no_changes');
        const changes = {
          ...(percentage === undefined ? {} : { percentage: readPercentage(percentage) }),
          ...(pdf_key === undefined ? {} : { file: pdf_key }),
        };
        return contractDocument(await contracts.change(readId(params.id, unknown), changes));
      },
      {
        access: root,
        receives: {},
        body: ContractChanges,
        detail: operation(
          'label',
          'Change the share, or give the contract its PDF',
          { 200: ContractDocument, ...refused },
          secured,
        ),
      },
    )
    .get('/:id', async ({ params }) => contractDocument(await contracts.of(readId(params.id, unknown))), {
      access: label('label', inPath()),
      detail: operation('label', "An artist's contract", { 200: ContractDocument, ...strange, ...absent }, secured),
    })
    .get(
      '/',
      async ({ request }) => {
        const asked = readList(request, CONTRACTS);
        return listAnswer(await contracts.list(asked), asked, contractDocument);
      },
      {
        access: root,
        detail: operation(
          'label',
          'All contracts',
          { 200: ListAnswer(ContractDocument), ...invalid, ...strange },
          { ...secured, parameters: listParameters(CONTRACTS) },
        ),
      },
    );
}
