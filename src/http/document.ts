import type { TObject, TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';

interface Operation extends Omit<DocumentDecoration, 'parameters' | 'requestBody'> {
  parameters?: { name: string; description?: string; schema?: TSchema }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
}

/** An OpenAPI document, as far as it is changed here. */
export interface OpenApiDocument {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
}

/** A route as Elysia keeps it. */
interface Route {
  method: string;
  path: string;
  hooks: { body?: unknown; detail?: DocumentDecoration };
}

/** The order in which the operations of an address are shown. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Completes what the plugin makes of the routes: it leaves out a body that a route reads by a function of its own, and
 * what `operation` says of the names in a path; it writes `/artists/` for `/artists`; and its order is the code's.
 */
export function completeDocument(document: OpenApiDocument, routes: readonly Route[]): OpenApiDocument {
  const hooksOf = new Map(
    routes.map(({ method, path, hooks }) => [`${method.toLowerCase()} ${templateOf(path)}`, hooks]),
  );
  const paths: OpenApiDocument['paths'] = {};
  for (const [path, operations] of Object.entries(document.paths)) {
    const shown = METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation ? [[method, complete(operation, hooksOf.get(`${method} ${path}`) ?? {})] as const] : [];
    });
    const address = path.replace(/(?<=.)\/$/, '');
    paths[address] = { ...paths[address], ...Object.fromEntries(shown) };
  }
  const used = new Set(
    Object.values(paths).flatMap((operations) => Object.values(operations).flatMap(({ tags = [] }) => tags)),
  );
  return { ...document, tags: document.tags.filter(({ name }) => used.has(name)), paths };
}

/** A route's path as OpenAPI writes it. */
function templateOf(path: string): string {
  return path.replace(/:([^/]+)/g, '{$1}');
}

function complete(operation: Operation, { body, detail }: Route['hooks']): Operation {
  const said = (detail as Operation | undefined)?.parameters ?? [];
  const parameters = operation.parameters?.map((parameter) => {
    const { description = parameter.schema?.description } = said.find(({ name }) => name === parameter.name) ?? {};
    return { ...parameter, description };
  });
  const isBody = typeof body === 'object' && body !== null;
  return {
    ...operation,
    ...(parameters ? { parameters } : {}),
    ...(isBody ? { requestBody: { required: true, content: contentOf(body as TObject) } } : {}),
  };
}

/** A body as JSON and, where it takes files, as a form to pick them in; only as that when it cannot do without a file. */
function contentOf(body: TObject): Record<string, { schema: object }> {
  const fields = Object.entries(body.properties);
  if (!fields.some(([, field]) => takesFile(field))) return { 'application/json': { schema: body } };
  const written = fields.flatMap(([name, field]) => (isFile(field) ? [] : [[name, withoutFile(field)] as const]));
  const form = { ...body, properties: Object.fromEntries(fields.map(([name, field]) => [name, asInput(field)])) };
  const json = { ...body, properties: Object.fromEntries(written) };
  const needsFile = fields.some(([name, field]) => isFile(field) && body.required?.includes(name));
  return { ...(needsFile ? {} : { 'application/json': { schema: json } }), 'multipart/form-data': { schema: form } };
}

const isFile = (field: TSchema): boolean => field.format === 'binary';
const takesFile = (field: TSchema): boolean => isFile(field) || (field.anyOf ?? []).some(isFile);

/** What may stand in a file's place where there can be none. */
function withoutFile(field: TSchema): object {
  if (!takesFile(field)) return field;
  return {
    anyOf: field.anyOf.filter((kind: TSchema) => !isFile(kind)),
    description: 'the name of the present file; null takes it away, and a new one comes as multipart/form-data',
    examples: [null],
  };
}

/** A field of a form, where all is text or a file: of several kinds the first. */
function asInput({ anyOf, ...field }: TSchema): object {
  return { ...anyOf?.[0], ...field };
}
