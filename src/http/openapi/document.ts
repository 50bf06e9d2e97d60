import type { TSchema } from '@sinclair/typebox';
import type { DocumentDecoration } from 'elysia';
import type { Described } from './documentation.ts';

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

/** The part of Elysia's registered route that is needed here. */
interface Route {
  method: string;
  path: string;
  hooks: { detail?: Described };
}

/** The order in which the operations of a path are shown. */
const METHODS = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'];

/**
 * Completes the paths that the plugin makes of the routes. The plugin does not document a body that a `parse` function
 * reads, nor the parameters of the path; it writes `/artists/` for `/artists`; and it keeps the order of the code.
 */
export function completePaths(paths: object, routes: readonly Route[]): Paths {
  const detailOf = new Map(
    routes.map(({ method, path, hooks }) => [`${method.toLowerCase()} ${templateOf(path)}`, hooks.detail]),
  );
  const complete: Paths = {};
  // Not the plugin's own type of paths: that allows references, which the plugin does not make.
  for (const [path, operations] of Object.entries(paths as Paths)) {
    const address = path.replace(/(?<=.)\/$/, '');
    for (const method of METHODS) {
      const operation = operations[method];
      const detail = detailOf.get(`${method} ${path}`);
      if (!operation) continue;
      for (const ending of detail?.endings ?? ['']) {
        complete[address + ending] ??= {};
        (complete[address + ending] as Record<string, Operation>)[method] = completeOperation(
          { ...operation, describe: undefined, endings: undefined } as Operation,
          detail?.describe?.(method, ending) as Operation,
          ending,
        );
      }
    }
  }
  return complete;
}

/** A route's path as OpenAPI writes it. */
function templateOf(path: string): string {
  return path.replace(/:([^/]+)/g, '{$1}');
}

/** @param ending what follows the path's last parameter, if it is not the only one */
function completeOperation(operation: Operation, described: Operation = {}, ending: string): Operation {
  const documented = described.parameters ?? [];
  const found = operation.parameters ?? [];
  const parameters = found.map((parameter) => {
    const { name, schema } = parameter;
    const own = documented.find((other) => other.name === name);
    const example = own?.example ?? schema?.examples?.[0];
    return {
      ...parameter,
      description: own?.description ?? schema?.description,
      ...(example === undefined ? {} : { example }),
    };
  });
  const more = documented.filter(({ name }) => !found.some((parameter) => parameter.name === name));
  // The plugin makes it of the path; two operations must not have the same.
  const { operationId } = operation;
  const own = ending === '' || operationId === undefined ? {} : { operationId: operationId + ending.replace('.', '_') };
  return { ...operation, ...own, ...described, parameters: [...parameters, ...more] };
}
