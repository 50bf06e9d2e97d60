import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { DOCUMENT_TYPES, type DocumentKey, refuse as refuseDocument } from '../../domain/label/documents/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { StagedUpload } from '../../http/body/form.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { fileAnswers, operation } from '../../http/legacy/documentation.ts';
import { fileRoute } from '../../http/legacy/file-route.ts';
import { isStorable } from '../../lib/text.ts';
import { inPath, labelAccess } from './access.ts';
import { refuse } from './errors.ts';
import { absent, clash, Message, received, strange } from './shapes.ts';
import { readId } from './wire.ts';

/** In bytes. */
const LARGEST = 10 * 1024 * 1024;
const LONGEST_ID = 200;

const DocumentBody = t.Object({ file: t.Optional(UploadField('PDF, до 10 МБ')) });
const StoredAnswer = t.Object({ message: t.String(), key: t.String() });

const PATH = '/:id/:type/:documentId';
const path = {
  id: 'ID артиста',
  type: '`contract` или `receipt`',
  documentId: `ID документа, от 1 до ${LONGEST_ID} символов`,
};

/** Chapter «Файлы документов»: artists' papers. */
export function documentRoutes(services: Services) {
  const { accounts, documents, media, config } = services;
  const label = labelAccess(services);

  const app = new Elysia({ prefix: '/docs' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      PATH,
      async ({ caller, params, body: { file }, set }) => {
        const key = readKey(params, () => refuseOfRoster('artist'));
        if (!(file instanceof StagedUpload)) throw refuse('no_file');
        await documents.put(caller, key, file);
        set.status = 201;
        return { message: 'Документ успешно загружен.', key: key.documentId };
      },
      {
        access: label('root'),
        receives: { files: { file: LARGEST } },
        body: DocumentBody,
        detail: operation(
          'label',
          'Upload a document; it is there once, until it is deleted',
          { 201: StoredAnswer, ...received, ...strange, ...absent, ...clash },
          { secured: true, path },
        ),
      },
    )
    .delete(
      PATH,
      async ({ params, set }) => {
        await documents.remove(readKey(params));
        set.status = 204;
      },
      {
        access: label('root'),
        detail: operation(
          'label',
          'Delete a document',
          { 204: null, 400: Message, ...strange, ...absent },
          { secured: true, path },
        ),
      },
    );

  return fileRoute(
    app,
    PATH,
    operation(
      'label',
      'Download a document',
      { ...fileAnswers('application/pdf'), 400: Message, ...strange, ...absent },
      { secured: true, path },
    ),
    async ({ params }) => {
      const key = readKey(params);
      const file = await documents.find(key);
      return {
        bytes: media.bytesOf(file),
        disposition: contentDisposition(
          'attachment',
          key.documentId.replace(/[/\\]/g, '_').replace(/(\.pdf)?$/i, '.pdf'),
        ),
        // For this reader alone; and asked for each time, as another may stand here after a deletion.
        cacheControl: 'private, no-cache',
      };
    },
    missing,
    { access: label('label', inPath()) },
  );
}

const missing = () => refuseDocument('document');

/** @throws invalid: `document_type`, `documentId`; `nobody` when the artist's id is none */
function readKey(params: Readonly<Record<string, string>>, nobody = missing): DocumentKey {
  const { id = '', type: given, documentId = '' } = params;
  const type = DOCUMENT_TYPES.find((type) => type === given);
  if (type === undefined) throw refuseDocument('document_type');
  if (documentId.length > LONGEST_ID || !isStorable(documentId) || documentId.trim() === '')
    throw invalid('documentId', 'cannot be used', { rule: `от 1 до ${LONGEST_ID} символов` });
  return { artistId: readId(id, nobody), type, documentId };
}
