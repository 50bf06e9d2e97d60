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
 * Documents a body: as JSON, and also as a form where a field takes a file; as a form alone when such a field is required
 * or `only` says so. JSON is shown without the fields of files: there they can only remove a file, which trying an
 * example out must not do.
 */
export function bodyOf(body: TObject, only?: 'json' | 'multipart', isRussian = false): RequestBody {
  const fields = Object.entries(body.properties);
  const files = fields.flatMap(([name, field]) => (takesFile(field) ? name : []));
  const media = (properties: [string, object][]) => ({
    schema: { ...body, properties: Object.fromEntries(properties) },
  });
  const required = (body.required ?? []).length > 0;
  const json = { 'application/json': media(fields.filter(([name]) => !files.includes(name))) };
  if (files.length === 0) return { required, content: json };

  const form = { 'multipart/form-data': media(fields.map(([name, field]) => [name, asInput(field)])) };
  if (only === 'multipart' || files.some((name) => body.required?.includes(name)))
    return { required: true, description: isRussian ? BY_UPLOAD_RUSSIAN : BY_UPLOAD, content: form };
  const description = isRussian ? BY_UPLOAD_RUSSIAN : `${FILES_IN_JSON} ${BY_UPLOAD}`;
  return { required, description, content: { ...json, ...form } };
}

function takesFile({ anyOf }: TSchema): boolean {
  return anyOf?.some(({ format }: TSchema) => format === 'binary') ?? false;
}

/** A form carries texts and files only: a union of words becomes an `enum`, of any other union the first member is shown. */
function asInput({ anyOf, ...field }: TSchema): object {
  if (anyOf?.every((one: TSchema) => typeof one.const === 'string'))
    return { type: 'string', enum: anyOf.map((one: TSchema) => one.const), ...field };
  return { ...anyOf?.[0], ...field };
}
