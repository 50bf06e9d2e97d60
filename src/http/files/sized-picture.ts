import { Type as t } from '@sinclair/typebox';
import type { StoredFile } from '../../domain/media/model.ts';
import type { Media } from '../../domain/media/service.ts';
import type { DomainError } from '../../errors.ts';
import { BY_CALLER } from '../identity/credentials.ts';
import { asSent } from '../server/front-door.ts';
import { type FileAnswerOptions, filled, planAnswer } from './file-answer.ts';
import { type FileRequest, sendsFile } from './file-route.ts';

/** The query of addresses that answer pictures in any size. */
export const SizeQuery = t.Object({
  size: t.Optional(
    t.String({ description: 'pixels, a whole number from 1 to 1200', pattern: '^\\d{1,4}$', examples: ['300'] }),
  ),
});

/** What `size` does, for descriptions of routes. */
export const SIZED =
  'with `size` a picture of at most that many pixels a side, as JPEG, rounded up to a size that is kept and never enlarged';

/**
 * The handler of an address that answers a stored picture in the size that is asked for, and anything else as it is.
 * @param find gives the file, or throws the error that refuses it
 * @param absent what to throw when the bytes are not there as the database promises
 */
export function sendsPicture<Asked extends FileRequest>(
  media: Pick<Media, 'open' | 'openAtOnce' | 'addressOf' | 'thumb'>,
  find: (asked: Asked) => Promise<FileAnswerOptions & { file: StoredFile }>,
  absent?: () => DomainError,
) {
  const original = sendsFile(media, find, absent);

  async function small(asked: Asked): Promise<Response | undefined> {
    const { file, ...options } = await find(asked);
    if (!file.type.startsWith('image/')) return undefined;
    const made = await media.thumb(file, Number(asked.query.size));
    if (!made) return undefined;
    const sent = asSent(asked.request);
    const response = filled(planAnswer(sent, made, options), made.opened, sent);
    response.headers.set('vary', `${BY_CALLER}, Origin`);
    return response;
  }

  // Taken apart, as Elysia looks in the text of a handler for what it has to prepare.
  return async ({ params, query, request, caller, server }: Asked): Promise<Response> => {
    const asked = { params, query, request, caller, server } as Asked;
    return (query.size !== undefined && (await small(asked))) || original(asked);
  };
}
