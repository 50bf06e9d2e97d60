/** The part of an OpenAPI document that is read here. */
export interface OpenApi {
  paths: Record<string, Record<string, OperationObject>>;
  components?: object;
}

export interface OperationObject {
  operationId?: string;
  tags?: string[];
  parameters?: ParameterObject[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses?: Record<string, { content?: Record<string, MediaType> }>;
  security?: object[];
}

export interface ParameterObject extends MediaType {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
}

export interface MediaType {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value?: unknown }>;
  [other: string]: unknown;
}

/** A JSON Schema of draft 2020-12, as far as it is looked into. */
export interface Schema {
  type?: string | string[];
  [keyword: string]: unknown;
}

/** An operation of the document. */
export interface Operation {
  /** As `GET /artists/{id}`. */
  name: string;
  method: string;
  template: string;
  object: OperationObject;
}

interface Place extends Operation {
  pattern: RegExp;
  /** By which the more specific of two templates is the smaller. */
  rank: string;
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** All operations of a document. */
export function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([key, object]) => {
        const method = key.toUpperCase();
        return { name: `${method} ${template}`, method, template, object };
      }),
  );
}

/**
 * Gives a finder of the operation that a request is for.
 *
 * @returns takes a method and a path, with or without a query; gives `undefined` for what the document does not know
 */
export function operationFinder(document: OpenApi): (method: string, path: string) => Operation | undefined {
  const places = operationsOf(document)
    .map(
      (operation): Place => ({
        ...operation,
        pattern: patternOf(operation.template),
        rank: rankOf(operation.template),
      }),
    )
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const byMethod = Map.groupBy(places, ({ method }) => method);
  return (method, path) => {
    const [address = ''] = path.split(/[?#]/, 1);
    return byMethod.get(method)?.find(({ pattern }) => pattern.test(address));
  };
}

const PARAMETER = /\{[^}]+\}/g;

function patternOf(template: string): RegExp {
  const parts = template.split(PARAMETER).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}/?$`);
}

/** Literal segments go before half-literal ones, and those before parameters, from the left. */
function rankOf(template: string): string {
  return template
    .split('/')
    .map((segment) => (segment.replace(PARAMETER, '') === segment ? 'a' : segment.replace(PARAMETER, '') ? 'b' : 'c'))
    .join('');
}
