import type { TObject, TSchema } from '@sinclair/typebox';

interface RequestBody {
  required: boolean;
  description?: string;
  /** By media type. */
  content: Record<string, { schema: object }>;
}

const FILES_IN_JSON = 'Files come in a form. In JSON, `null` in the field of a file takes it away.';
const BY_UPLOAD = 'The field of a file also takes the text `upload:<id>` of a finished upload: see `POST /uploads`.';
const BY_UPLOAD_RUSSIAN = 'Поле файла принимает и текст `upload:<id>` — завершённую загрузку, см. `POST /uploads`.';

/**
 * A body as JSON, and as a form where it takes files; as that alone when it cannot do without one, or `only` says so.
 * JSON is shown without the files' fields: what stands there can only take a file away, and who tries an example out must
 * not do so unawares.
 */
export function bodyOf(body: TObject, only?: 'json' | 'multipart', isRussian = false): RequestBody {
  const fields = Object.entries(body.properties);
  const files = fields.flatMap(([name, field]) => (takesFile(field) ? name : []));
  const as = (shown: [string, object][]) => ({ schema: { ...body, properties: Object.fromEntries(shown) } });
  const required = (body.required ?? []).length > 0;
  const json = { 'application/json': as(fields.filter(([name]) => !files.includes(name))) };
  if (files.length === 0) return { required, content: json };

  const form = { 'multipart/form-data': as(fields.map(([name, field]) => [name, asInput(field)])) };
  if (only === 'multipart' || files.some((name) => body.required?.includes(name)))
    return { required: true, description: isRussian ? BY_UPLOAD_RUSSIAN : BY_UPLOAD, content: form };
  const description = isRussian ? BY_UPLOAD_RUSSIAN : `${FILES_IN_JSON} ${BY_UPLOAD}`;
  return { required, description, content: { ...json, ...form } };
}

function takesFile({ anyOf }: TSchema): boolean {
  return anyOf?.some(({ format }: TSchema) => format === 'binary') ?? false;
}

/** A field of a form, where all is text or a file: of several words one, of several kinds the first. */
function asInput({ anyOf, ...field }: TSchema): object {
  if (anyOf?.every((one: TSchema) => typeof one.const === 'string'))
    return { type: 'string', enum: anyOf.map((one: TSchema) => one.const), ...field };
  return { ...anyOf?.[0], ...field };
}
