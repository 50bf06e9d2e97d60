import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type OpenApi, type Operation, operationFinder, type Schema } from './operations.ts';

/** What came back for a request. */
export interface Exchange {
  method: string;
  /** With or without a query. */
  path: string;
  status: number;
  /** The `Content-Type` of the answer. */
  type: string | null;
  /** The answer's body as text, if it is JSON. */
  text: string;
}

/** The document describes no answers to these methods. */
const EXEMPT = new Set(['HEAD', 'OPTIONS']);
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;
/** How many faults of a body are named at most. */
const FAULTS = 3;

/** Whether an answer is JSON, by its `Content-Type`. */
export const isJson = (type: string | null): boolean => type !== null && JSON_TYPE.test(type);

/** What an OpenAPI document promises of answers. */
export class Contract {
  readonly find: (method: string, path: string) => Operation | undefined;
  readonly #ajv: Ajv2020;
  readonly #components: object | undefined;
  /** By the text of the schema: most refusals share a few. */
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApi) {
    this.find = operationFinder(document);
    this.#components = document.components;
    // Not strict: the document says more in a schema than a validator knows, as `example`.
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, formats: { binary: true } });
    (addFormats as unknown as typeof addFormats.default)(this.#ajv);
  }

  /**
   * Tells how an answer breaks the contract: a status that the operation does not have, JSON where none is promised, or
   * JSON of another shape.
   *
   * @returns a sentence, or `undefined` when all is well, or when the document does not know the address
   */
  breach({ method, path, status, type, text }: Exchange): string | undefined {
    const operation = EXEMPT.has(method) ? undefined : this.find(method, path);
    if (operation === undefined) return undefined;
    const said = `${operation.name} answered ${status}`;
    const { responses = {} } = operation.object;
    const promised = responses[status] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses.default;
    if (promised === undefined) return `${said}, which it does not document: ${text.slice(0, 200)}`;
    if (!isJson(type)) return undefined;
    const schema = Object.entries(promised.content ?? {}).find(([media]) => isJson(media))?.[1].schema;
    if (schema === undefined) return `${said} with JSON, which it does not document: ${text.slice(0, 200)}`;
    const fault = this.#fault(schema, text);
    return fault && `${said} with a body that is not as documented: ${fault}`;
  }

  #fault(schema: Schema, text: string): string | undefined {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch (error) {
      return `${(error as Error).message}: ${text.slice(0, 200)}`;
    }
    const validate = this.#validator(schema);
    if (validate(body)) return undefined;
    const faults = (validate.errors ?? []).slice(0, FAULTS).map(({ instancePath, message, params }) => {
      const { allowedValues } = params as { allowedValues?: unknown };
      return `${instancePath || 'the body'} ${message}${allowedValues ? ` ${JSON.stringify(allowedValues)}` : ''}`;
    });
    return `${faults.join('; ')}: ${text.slice(0, 500)}`;
  }

  #validator(schema: Schema): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = this.#validators.get(key);
    if (known) return known;
    // References are to `#/components/…`, so those have to be at the root.
    const made = this.#ajv.compile({ ...schema, components: this.#components });
    this.#validators.set(key, made);
    return made;
  }
}
