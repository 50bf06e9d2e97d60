import { PERSONAL_HEADERS } from '../json.ts';
import { contentDisposition } from './content-disposition.ts';

/** A PDF file as an attachment. */
export const pdfAnswer = (name: string, bytes: Uint8Array<ArrayBuffer>): Response =>
  new Response(bytes, {
    headers: {
      ...PERSONAL_HEADERS,
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': contentDisposition('attachment', name),
    },
  });
