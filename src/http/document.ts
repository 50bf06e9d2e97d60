import type { TObject, TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';

interface Operation extends Omit<DocumentDecoration, 'parameters' | 'requestBody'> {
  parameters?: { name: string; description?: string | undefined; schema?: TSchema }[];
  requestBody?: { required: boolean; content: Content };
}

/** By media type. */
type Content = Record<string, { schema: object }>;

/** Operations by address and method. */
type Paths = Record<string, Record<string, Operation>>;

/** A route as Elysia keeps it. */
interface Route {
  method: string;
  path: string;
  hooks: { body?: unknown; detail?: DocumentDecoration };
}

/** The order in which the operations of an address are shown. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Completes the paths that the plugin makes of the routes: it leaves out a body that a route reads by a function of its
 * own, and what `operation` says of the names in a path; it writes `/artists/` for `/artists`; its order is the code's.
 */
export function completePaths(paths: object, routes: readonly Route[]): Paths {
  const hooksOf = new Map(
    routes.map(({ method, path, hooks }) => [`${method.toLowerCase()} ${templateOf(path)}`, hooks]),
  );
  const complete: Paths = {};
  for (const [path, operations] of Object.entries(paths as Paths)) {
    const address = path.replace(/(?<=.)\/$/, '');
    complete[address] ??= {};
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation) complete[address][method] = completeOperation(operation, hooksOf.get(`${method} ${path}`) ?? {});
    }
  }
  return complete;
}

/** A route's path as OpenAPI writes it. */
function templateOf(path: string): string {
  return path.replace(/:([^/]+)/g, '{$1}');
}

function completeOperation(operation: Operation, { body, detail }: Route['hooks']): Operation {
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

/** A body as JSON and, where it takes files, as a form to pick them in; as that alone when it cannot do without a file. */
function contentOf(body: TObject): Content {
  const fields = Object.entries(body.properties);
  if (!fields.some(([, field]) => takesFile(field))) return { 'application/json': { schema: body } };
  const form = fields.map(([name, field]) => [name, asInput(field)]);
  const written = fields.filter(([, field]) => !isFile(field)).map(([name, field]) => [name, withoutFile(field)]);
  const needsFile = fields.some(([name, field]) => isFile(field) && body.required?.includes(name));
  return {
    ...(needsFile ? {} : { 'application/json': { schema: { ...body, properties: Object.fromEntries(written) } } }),
    'multipart/form-data': { schema: { ...body, properties: Object.fromEntries(form) } },
  };
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
