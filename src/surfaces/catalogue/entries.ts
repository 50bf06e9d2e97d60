import { type Static, type TObject, type TSchema, Type as t } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import type { Plan } from '../../http/body/receive.ts';
import { identityOf } from '../../http/identity/caller.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import type { Page, PageRequest } from '../../lib/page.ts';
import { catalogueDialect } from './errors.ts';

/** What artists, albums and tracks differ in on the wire. */
interface EntryKind<Row, Fields, Shape extends TSchema> {
  path: 'artists' | 'albums' | 'tracks';
  /** With its article. */
  noun: string;
  room: {
    list(page: PageRequest, parent?: string): Promise<Page<Row>>;
    get(id: string, viewer: Account | undefined): Promise<Row>;
    add(caller: Account | undefined, fields: Fields): Promise<Row>;
    change(caller: Account | undefined, id: string, fields: Fields): Promise<Row>;
    remove(caller: Account | undefined, id: string): Promise<Row>;
  };
  /** The query parameter that narrows the list to one parent. */
  narrowedBy?: 'artist' | 'album';
  /** Finds entries by the contents of a file; answers them in place of the list where `sha256` asks for it. */
  byHash?: (caller: Account | undefined, hashes: string[]) => Promise<Static<Shape>[]>;
  body: TObject;
  /** Wire to domain. */
  read: (body: never) => Fields;
  files: NonNullable<Plan['files']>;
  document: (row: Row) => Static<Shape>;
  shape: Shape;
  /** For the documentation: the ids of an entry that can be changed and of one that can be deleted, and texts. */
  changeable: string;
  removable: string;
  about: { list: string; add: string; remove: string };
}

const HASHES = t.Optional(
  t.String({
    description: 'SHA-256 of audio files, hexadecimal, up to a hundred with commas between them',
    pattern: '^[0-9A-Fa-f]{64}(,[0-9A-Fa-f]{64}){0,99}$',
    maxLength: 6499,
  }),
);

/** The four operations that are the same for each kind of entry. Not `GET /<kind>/:id`, which differs for tracks. */
export function entryRoutes<Row, Fields, Shape extends TSchema>(
  services: Services,
  kind: EntryKind<Row, Fields, Shape>,
) {
  const { config } = services;
  const { path, noun, room, narrowedBy, byHash, body, document, shape, files, changeable, removable, about } = kind;
  // `read` takes what the schema `body` has let pass; here that is any object, so the compiler cannot relate the two.
  const read = kind.read as (body: unknown) => Fields;
  const anonymous = config.catalogueWrites === 'open';
  const owners = anonymous ? {} : { who: `For who made it, and root.` };
  const adders = anonymous || !narrowedBy ? {} : { who: `For who made the ${narrowedBy}, and root.` };
  const narrowing = t.Optional(t.String({ description: `the id or exact name of an ${narrowedBy}` }));

  const list = {
    summary: `All ${path}`,
    isKept: true as const,
    about: about.list,
    answers: { 200: t.Array(shape) },
    refuses: narrowedBy ? ([404] as const) : [],
  };

  return chapters(services, catalogueDialect)(`/${path}`, 'catalogue')
    .get(
      '/',
      async ({ query, request, set }) => {
        // The names of parameters are computed, so the schema's type does not have them.
        const given = query as Record<string, string | undefined>;
        if (byHash && given.sha256 !== undefined)
          return byHash(identityOf(request)?.account, given.sha256.toLowerCase().split(','));
        const parent = narrowedBy && given[narrowedBy];
        const page = await room.list(readPage(query, config.listLimit), parent);
        return withNextLink(page, { request, set }, config).map(document);
      },
      {
        ...(byHash ? { anybody: list } : { open: list }),
        query: t.Object({
          ...PageQuery,
          ...(narrowedBy ? { [narrowedBy]: narrowing } : {}),
          ...(byHash ? { sha256: HASHES } : {}),
        }),
      },
    )
    .post('/', async ({ caller, body }) => document(await room.add(caller, read(body))), {
      anybody: {
        summary: `Make ${noun}`,
        about: about.add,
        ...adders,
        anonymous,
        files,
        keeps: 'added',
        answers: { 200: shape },
      },
      body,
    })
    .put('/:id', async ({ caller, params, body }) => document(await room.change(caller, params.id, read(body))), {
      anybody: {
        summary: `Change ${noun}`,
        about:
          'Changes the fields given, and leaves the others; `null` or an empty text clears one. Answers the whole entry.',
        anonymous,
        files,
        keeps: 'replacing',
        ...owners,
        path: { id: { example: changeable, description: `the id of ${noun}` } },
        answers: { 200: shape },
        refuses: [404, 409],
      },
      body: t.Partial(body),
    })
    .delete('/:id', async ({ caller, params }) => document(await room.remove(caller, params.id)), {
      anybody: {
        summary: `Delete ${noun}`,
        about: about.remove,
        anonymous,
        ...owners,
        path: { id: { example: removable, description: `the id of ${noun}` } },
        answers: { 200: shape },
        refuses: [403, 404, 409],
      },
    });
}
