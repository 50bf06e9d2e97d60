import { type TObject, type TSchema, Type as t } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import type { Plan } from '../../http/body/receive.ts';
import { goesOn, PageQuery, readPage } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import type { Page, PageRequest } from '../../lib/page.ts';
import { catalogueDialect } from './errors.ts';

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
  /** For the documentation: ids of one that can be changed, and of one that can be deleted; the order of the list; what hangs on the rest. */
  changeable: string;
  removable: string;
  about: { list: string; add: string; remove: string };
}

/** The four operations that the document gives each kind of entry alike; `GET /<kind>/:id` stands apart, as tracks have another. */
export function entryRoutes<Row, Given>(services: Services, surface: EntrySurface<Row, Given>) {
  const { config } = services;
  const { path, noun, room, narrowedBy, body, document, shape, files, changeable, removable, about } = surface;
  const given = surface.given as (body: unknown) => Given;
  const strangers = config.catalogueWrites === 'open';
  const owners = strangers ? {} : { who: `For who made it, and root.` };
  const adders = strangers || !narrowedBy ? {} : { who: `For who made the ${narrowedBy}, and root.` };
  const narrowing = t.Optional(t.String({ description: `the id or exact name of an ${narrowedBy}` }));

  return chapters(services, catalogueDialect)(`/${path}`, 'catalogue')
    .get(
      '/',
      async ({ query, request, set }) => {
        const parent = narrowedBy && (query as Record<string, string | undefined>)[narrowedBy];
        const page = await room.list(readPage(query, config.listLimit), parent);
        return goesOn(page, { request, set }, config).map(document);
      },
      {
        open: {
          summary: `All ${path}`,
          about: about.list,
          answers: { 200: t.Array(shape) },
          refuses: narrowedBy ? [404] : [],
        },
        query: t.Object({ ...PageQuery, ...(narrowedBy ? { [narrowedBy]: narrowing } : {}) }),
      },
    )
    .post('/', async ({ caller, body }) => document(await room.add(caller, given(body))), {
      anybody: {
        ...{ summary: `Make ${noun}`, about: about.add, ...adders, strangers, files, answers: { 200: shape } },
        keeps: 'added',
      },
      body,
    })
    .put('/:id', async ({ caller, params, body }) => document(await room.change(caller, params.id, given(body))), {
      anybody: {
        summary: `Change ${noun}`,
        about:
          'Changes the fields given, and leaves the others; `null` or an empty text clears one. Answers the whole entry.',
        keeps: 'replacing',
        ...{ strangers, files, ...owners, path: { id: { example: changeable, description: `the id of ${noun}` } } },
        answers: { 200: shape },
        refuses: [404, 409],
      },
      body: t.Partial(body),
    })
    .delete('/:id', async ({ caller, params }) => document(await room.remove(caller, params.id)), {
      anybody: {
        summary: `Delete ${noun}`,
        about: about.remove,
        ...{ strangers, ...owners, path: { id: { example: removable, description: `the id of ${noun}` } } },
        answers: { 200: shape },
        refuses: [403, 404, 409],
      },
    });
}
