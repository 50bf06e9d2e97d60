import { CSV_TYPE } from '../../lib/csv-out.ts';
import { PERSONAL_HEADERS } from '../json.ts';
import { contentDisposition } from './content-disposition.ts';

/** A CSV file as an attachment. @param text see `lib/csv-out.ts` */
export const csvAnswer = (name: string, text: string): Response =>
  new Response(text, {
    headers: {
      ...PERSONAL_HEADERS,
      'content-type': CSV_TYPE,
      'content-disposition': contentDisposition('attachment', name),
    },
  });
