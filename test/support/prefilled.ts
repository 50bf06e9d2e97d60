/** Requests as Swagger UI makes them of a document when "Execute" is pressed and nothing has been typed. */

/** The parts of a JSON Schema that a sample is made of. */
export interface Schema {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  example?: unknown;
  schema?: Schema;
}

export interface Operation {
  tags: string[];
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  security?: object[];
}

/** What is sent. */
export interface Prefilled {
  path: string;
  headers: Record<string, string>;
  body?: string | FormData | File;
}

/** The file that is picked for a field of a form, or as the body; an empty text when none is, as Swagger UI sends it. */
type Pick = (field: string) => File | '';

/**
 * @param type the kind of body that is chosen above the body, if there is one
 * @throws Error for what Swagger UI would not send: a required parameter that has no example
 */
export function prefilled(path: string, operation: Operation, type: string | undefined, pick: Pick): Prefilled {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let address = path;
  for (const { name, in: place, required, example, schema } of operation.parameters ?? []) {
    const value = example ?? schema?.example ?? schema?.default;
    if (value === undefined) {
      if (required || place === 'path') throw new Error(`the parameter ${name} has no example`);
    } else if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (place === 'query') query.set(name, String(value));
    else if (place === 'header') headers[name] = String(value);
  }
  if (query.size > 0) address += `?${query}`;
  const media = type === undefined ? undefined : operation.requestBody?.content[type];
  if (type === undefined || !media) return { path: address, headers };
  if (type === 'multipart/form-data') return { path: address, headers, body: formOf(media.schema ?? {}, pick) };
  if (media.schema?.format === 'binary')
    return { path: address, headers: { ...headers, 'content-type': type }, body: pick('body') || new File([], '') };
  const [first] = Object.values(media.examples ?? {});
  const body = JSON.stringify(first?.value ?? media.example ?? sample(media.schema ?? {}));
  return { path: address, headers: { ...headers, 'content-type': type }, body };
}

/** Each field that is shown is sent, optional ones too. */
function formOf({ properties = {} }: Schema, pick: Pick): FormData {
  const form = new FormData();
  for (const [name, field] of Object.entries(properties)) {
    if (field.format === 'binary') form.set(name, pick(name));
    else {
      const value = sample(field);
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return form;
}

/** What Swagger UI shows as an example of a shape. */
function sample(schema: Schema): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  const { examples, example, default: usual, type, properties, items } = { ...first, ...schema };
  const { const: only, enum: words } = { ...first, ...schema };
  for (const said of [examples?.[0], example, usual, only, words?.[0]]) if (said !== undefined) return said;
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties ?? {}).map(([name, field]) => [name, sample(field)]));
  if (type === 'array') return items ? [sample(items)] : [];
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return 0;
  return type === 'null' ? null : 'string';
}
