import { type Static, Type as t } from '@sinclair/typebox';
import {
  DOCUMENT_TYPES,
  type DocumentKey,
  type ListedDocument,
  refuse as refuseDocument,
} from '../../domain/label/documents/model.ts';
import { LARGEST_DOCUMENT } from '../../domain/media/model.ts';
import { refuse as refuseRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { StagedUpload } from '../../http/body/arriving-file.ts';
import { UploadField } from '../../http/body/bodies.ts';
import { contentDisposition } from '../../http/files/content-disposition.ts';
import { sendsFile } from '../../http/files/file-route.ts';
import { fileAnswers } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { DOCUMENTS, PEOPLE } from '../../lib/examples.ts';
import { isStorable } from '../../lib/text.ts';
import { instant } from '../../lib/time.ts';
import { accountInPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { ListAnswer, listAnswer, PAGING, readPaging } from './list-wire.ts';
import { moment, oneOf, sample } from './shapes.ts';
import { created, readId } from './wire.ts';

const LONGEST_ID = 200;

const STORED = 'Документ успешно загружен.';
const DocumentBody = t.Object({ file: t.Optional(UploadField('PDF, до 10 МБ')) });
const StoredAnswer = t.Object({ message: sample(STORED), key: sample(DOCUMENTS.unused) });
const DocumentEntry = t.Object({
  type: oneOf(DOCUMENT_TYPES, 'receipt'),
  key: sample(DOCUMENTS.receipt),
  size: t.Integer({ description: 'байт', examples: [12_345] }),
  createdAt: moment,
});

const documentEntry = ({ type, documentId, size, createdAt }: ListedDocument): Static<typeof DocumentEntry> => ({
  type,
  key: documentId,
  size,
  createdAt: instant(createdAt),
});

const PATH = '/:id/:type/:documentId';
const ofArtist = { id: { example: PEOPLE.artist, description: 'ID артиста' } };
const path = (type: DocumentKey['type'], documentId: string) => ({
  ...ofArtist,
  type: { example: type, description: '`contract` или `receipt`' },
  documentId: { example: documentId, description: `ID документа, от 1 до ${LONGEST_ID} символов` },
});

const noDocument = () => refuseDocument('document');
const noArtist = () => refuseRoster('artist');

/** Chapter «Файлы документов»: the PDF files of artists' documents. */
export function documentRoutes(services: Services) {
  const { documents, media, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const owned = allow('label', accountInPath());

  return chapters(services, labelDialect(config))('/docs', 'label: documents')
    .get(
      '/:id',
      async ({ params, request }) => {
        const listRequest = readPaging(request);
        return listAnswer(await documents.list(readId(params.id, noArtist), listRequest), listRequest, documentEntry);
      },
      {
        member: {
          summary: 'Список документов артиста',
          about: 'Возвращает страницу документов по типу и ID; `key` — ID документа.',
          access: owned,
          answers: { 200: ListAnswer(DocumentEntry) },
          refuses: [400, 404],
          path: ofArtist,
          parameters: PAGING,
        },
      },
    )
    .post(
      PATH,
      async ({ caller, params, body: { file }, set }) => {
        const key = readKey(params, noArtist);
        if (!(file instanceof StagedUpload)) throw refuse('no_file');
        await documents.put(caller, key, file);
        return created<Static<typeof StoredAnswer>>(set, { message: STORED, key: key.documentId });
      },
      {
        member: {
          summary: 'Загрузка документа',
          about: 'Сохраняет PDF; `key` — значение для `pdf_key` и `receipt_key`. Документ не заменяется.',
          access: root,
          files: { file: LARGEST_DOCUMENT },
          keeps: 'added',
          inForm: true,
          answers: { 201: StoredAnswer },
          refuses: [404, 409],
          path: path('receipt', DOCUMENTS.unused),
        },
        body: DocumentBody,
      },
    )
    .get(
      PATH,
      sendsFile(
        media,
        async ({ params }) => {
          const key = readKey(params);
          const name = key.documentId.replace(/[/\\]/g, '_').replace(/(\.pdf)?$/i, '.pdf');
          return {
            file: await documents.find(key),
            disposition: contentDisposition('attachment', name),
            // Revalidated each time: after a deletion another document may have the same path.
            cacheControl: 'private, no-cache',
          };
        },
        noDocument,
      ),
      {
        member: {
          summary: 'Скачивание документа',
          about: 'Возвращает PDF как вложение.',
          access: owned,
          answers: fileAnswers('application/pdf'),
          refuses: [400, 404],
          path: path('contract', DOCUMENTS.contract),
        },
      },
    )
    .delete(
      PATH,
      async ({ params, set }) => {
        await documents.remove(readKey(params));
        set.status = 204;
      },
      {
        member: {
          summary: 'Удаление документа',
          about: 'Удаляет документ, если его не называет ни выплата, ни договор, ни приложение.',
          access: root,
          answers: { 204: null },
          refuses: [400, 404, 409],
          path: path('receipt', DOCUMENTS.spare),
        },
      },
    );
}

/** @throws invalid: `document_type`, `documentId`; `absent` when the artist's id is malformed */
function readKey(params: Readonly<Record<string, string>>, absent = noDocument): DocumentKey {
  const { id = '', type: text } = params;
  const documentId = params.documentId?.trim() ?? '';
  const type = DOCUMENT_TYPES.find((type) => type === text);
  if (type === undefined) throw refuseDocument('document_type');
  if (documentId.length > LONGEST_ID || !isStorable(documentId) || documentId === '')
    throw invalid('documentId', 'cannot be used', { rule: `от 1 до ${LONGEST_ID} символов` });
  return { artistId: readId(id, absent), type, documentId };
}
