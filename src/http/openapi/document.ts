import type { TObject, TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';
import { IN_PATH, response } from './documentation.ts';

interface Operation extends Omit<DocumentDecoration, 'parameters' | 'requestBody'> {
  parameters?: { name: string; description?: string | undefined; schema?: TSchema }[];
  requestBody?: Body;
}

interface Body {
  required: boolean;
  description?: string;
  /** By media type. */
  content: Record<string, { schema: object }>;
}

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
    const { name, schema } = parameter;
    const { description = schema?.description ?? IN_PATH[name] } = said.find((other) => other.name === name) ?? {};
    return { ...parameter, description };
  });
  const isBody = typeof body === 'object' && body !== null;
  return {
    ...operation,
    ...(parameters ? { parameters } : {}),
    ...(isBody ? { requestBody: bodyOf(body as TObject), responses: withBodyRefusals(operation.responses) } : {}),
  };
}

/** What any operation with a body may answer, in the shape in which it refuses a wrong one. */
function withBodyRefusals(responses: Operation['responses'] = {}): Operation['responses'] {
  const content = (responses[400] as { content?: object } | undefined)?.content;
  if (content === undefined) return responses;
  const refusal = (code: 413 | 415) => ({ ...response(code, null), content: content as never });
  return { 413: refusal(413), 415: refusal(415), ...responses };
}

/**
 * A body as JSON, and as a form where it takes files; as that alone when it cannot do without one, or says so by its
 * `contentMediaType`. JSON is shown without the files' fields: what stands there can only take a file away, and who
 * tries an example out must not do so unawares.
 */
function bodyOf(body: TObject): Body {
  const fields = Object.entries(body.properties);
  const files = fields.flatMap(([name, field]) => (takesFile(field) ? name : []));
  const as = (shown: [string, object][]) => ({ schema: { ...body, properties: Object.fromEntries(shown) } });
  const json = { 'application/json': as(fields.filter(([name]) => !files.includes(name))) };
  if (files.length === 0) return { required: true, content: json };

  const form = { 'multipart/form-data': as(fields.map(([name, field]) => [name, asInput(field)])) };
  const isForm = body.contentMediaType === 'multipart/form-data';
  if (isForm || files.some((name) => body.required?.includes(name))) return { required: true, content: form };
  const description = 'Files come in a form. In JSON, `null` in the field of a file takes it away.';
  return { required: true, description, content: { ...json, ...form } };
}

function takesFile({ anyOf }: TSchema): boolean {
  return anyOf?.some(({ format }: TSchema) => format === 'binary') ?? false;
}

/** A field of a form, where all is text or a file: of several kinds the first. */
function asInput({ anyOf, ...field }: TSchema): object {
  return { ...anyOf?.[0], ...field };
}
