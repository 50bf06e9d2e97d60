import type { TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';
import { saysStatus } from './statuses.ts';

interface Parameter {
  name: string;
  in: string;
  description?: string;
  example?: unknown;
  schema?: TSchema;
}

interface Operation extends Omit<DocumentDecoration, 'parameters' | 'requestBody'> {
  parameters?: Parameter[];
  requestBody?: object;
}

/** Operations by address and method. */
type Paths = Record<string, Record<string, Operation>>;

/** A route as Elysia keeps it. */
interface Route {
  method: string;
  path: string;
  hooks: { detail?: DocumentDecoration };
}

/** The order in which the operations of an address are shown. */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Completes the paths that the plugin makes of the routes: it knows nothing of a body that a route reads by a function of
 * its own, nor of what a route says of the names in its path; it writes `/artists/` for `/artists`; its order is the code's.
 */
export function completePaths(paths: object, routes: readonly Route[]): Paths {
  const detailOf = new Map(
    routes.map(({ method, path, hooks }) => [`${method.toLowerCase()} ${templateOf(path)}`, hooks.detail]),
  );
  const complete: Paths = {};
  for (const [path, operations] of Object.entries(paths as Paths)) {
    const address = path.replace(/(?<=.)\/$/, '');
    complete[address] ??= {};
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation)
        complete[address][method] = completeOperation(
          operation,
          method,
          detailOf.get(`${method} ${path}`) as Operation,
        );
    }
  }
  return complete;
}

/** A route's path as OpenAPI writes it. */
function templateOf(path: string): string {
  return path.replace(/:([^/]+)/g, '{$1}');
}

function completeOperation(operation: Operation, method: string, detail: Operation | undefined): Operation {
  const said = detail?.parameters ?? [];
  const parameters = operation.parameters?.map((parameter) => {
    const { name, schema } = parameter;
    const own = said.find((other) => other.name === name);
    const example = own?.example ?? schema?.examples?.[0];
    return {
      ...parameter,
      description: own?.description ?? schema?.description,
      ...(example === undefined ? {} : { example }),
    };
  });
  return {
    ...operation,
    ...(parameters ? { parameters } : {}),
    ...(detail?.requestBody ? { requestBody: detail.requestBody } : {}),
    responses: method === 'get' ? operation.responses : withForeignRefused(operation.responses),
  };
}

/** What changes something for somebody refuses another site's page that makes the browser send the cookie. */
function withForeignRefused(responses: Operation['responses'] = {}): Operation['responses'] {
  const stranger = responses[401];
  if (!stranger || '$ref' in stranger || responses[403]) return responses;
  const isRussian = stranger.description === saysStatus(401, true);
  return { ...responses, 403: { ...stranger, description: saysStatus(403, isRussian) } };
}
