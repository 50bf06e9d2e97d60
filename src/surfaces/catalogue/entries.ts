import { type TObject, type TSchema, Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/body/bodies.ts';
import type { Plan } from '../../http/body/receive.ts';
import { callers } from '../../http/identity/caller.ts';
import { operation } from '../../http/openapi/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import type { Page, PageRequest } from '../../lib/page.ts';
import { ErrorAnswer } from './shapes.ts';

/** What artists, albums and tracks differ in on the wire. */
interface EntrySurface<Row, Given> {
  path: 'artists' | 'albums' | 'tracks';
  /** One of them, with its article. */
  noun: string;
  room: {
    list(page: PageRequest, parent?: string): Promise<Page<Row>>;
    get(id: string, viewer: Account | undefined): Promise<Row>;
    add(caller: Account | undefined, given: Given): Promise<Row>;
    change(caller: Account | undefined, id: string, given: Given): Promise<Row>;
    remove(caller: Account | undefined, id: string): Promise<Row>;
  };
  /** The query parameter that narrows the list to one parent. */
  narrowedBy?: 'artist' | 'album';
  body: TObject;
  /** Wire to domain. */
  given: (body: never) => Given;
  files: NonNullable<Plan['files']>;
  document: (row: Row) => object;
  shape: TSchema;
}

const invalid = { 400: ErrorAnswer };
const absent = { 404: ErrorAnswer };
const strange = { 401: ErrorAnswer, 403: ErrorAnswer };
const received = { 413: ErrorAnswer, 415: ErrorAnswer, 503: ErrorAnswer };

/** The five operations that the document gives each kind of entry alike; `GET /<kind>/:id` stands apart, as tracks have another. */
export function entryRoutes<Row, Given>(services: Services, surface: EntrySurface<Row, Given>) {
  const { accounts, media, config } = services;
  const { path, noun, room, narrowedBy, body, document, shape } = surface;
  const access = config.catalogueWrites === 'open' ? 'anybody' : 'member';
  const secured = { secured: access === 'member' };
  const one = { ...secured, path: { id: `the id of ${noun}` } };
  const receives: Plan = { files: surface.files };
  const detail = operation.bind(null, 'catalogue');
  const given = surface.given as (body: unknown) => Given;

  return new Elysia({ prefix: `/${path}` })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .get(
      '/',
      async ({ query, request, set }) => {
        const parent = narrowedBy && (query as Record<string, string | undefined>)[narrowedBy];
        const page = await room.list(readPage(query, config.listLimit), parent);
        Object.assign(set.headers, nextLink(request, page, config));
        return page.entries.map(document);
      },
      {
        query: t.Object({
          ...PageQuery,
          ...(narrowedBy
            ? { [narrowedBy]: t.Optional(t.String({ description: `the id or exact name of an ${narrowedBy}` })) }
            : {}),
        }),
        detail: detail(`All ${path}`, { 200: t.Array(shape), ...invalid, ...(narrowedBy ? absent : {}) }),
      },
    )
    .post('/', async ({ caller, body }) => document(await room.add(caller, given(body))), {
      access,
      receives,
      body,
      detail: detail(`Make ${noun}`, { 200: shape, ...invalid, ...strange, ...received }, secured),
    })
    .put('/:id', async ({ caller, params, body }) => document(await room.change(caller, params.id, given(body))), {
      access,
      receives,
      body: t.Partial(body),
      detail: detail(
        `Change the fields given of ${noun}`,
        { 200: shape, ...invalid, ...strange, ...absent, ...received },
        one,
      ),
    })
    .delete('/:id', async ({ caller, params }) => document(await room.remove(caller, params.id)), {
      access,
      detail: detail(`Delete ${noun}`, { 200: shape, ...strange, ...absent, 409: ErrorAnswer }, one),
    });
}
