import { Type as t } from '@sinclair/typebox';
import { keyOf } from '../../domain/label/releases/keys.ts';
import type { Track, TrackData } from '../../domain/label/releases/model.ts';
import type { Id } from '../../lib/ids.ts';
import { readIsrc } from '../../lib/product-codes.ts';
import { AuthorsDocument, authors, authorsDocument, code, duration, names, readCode } from './release-wire.ts';
import { text } from './shapes.ts';

/** Bodies and answers of chapter «Треки». */

const ISRC = '12 символов по ISO 3901: две буквы, три буквы или цифры, семь цифр';
const LONGEST_SECONDS = 86_400;

export const NewTrackBody = t.Object({
  fileKey: text(500),
  duration: t.Optional(
    t.Number({
      description: `секунды, число больше 0 и не больше ${LONGEST_SECONDS}`,
      exclusiveMinimum: 0,
      maximum: LONGEST_SECONDS,
    }),
  ),
});

const lyricsText = (longest: number) =>
  t.Optional(t.Union([t.String({ maxLength: longest }), t.Null()], { description: `строка до ${longest} символов` }));

export const TrackBody = t.Object({
  name: t.Optional(text(200)),
  feat: t.Optional(names),
  authors: t.Optional(authors),
  lyrics: t.Optional(
    t.Object(
      { text: lyricsText(50_000), ttml_key: lyricsText(500) },
      { description: 'объект с полями text и ttml_key' },
    ),
  ),
  explicit: t.Optional(t.Boolean({ description: 'true или false' })),
  isrc: t.Optional(code(ISRC)),
});

export const OrderBody = t.Object({
  newOrder: t.Array(t.String({ description: 'ID трека', maxLength: 100 }), {
    description: 'список ID треков',
    absence: 'Новый порядок треков не может быть пустым',
    maxItems: 10_000,
  }),
});

export const TrackDocument = t.Object({
  _id: t.String(),
  release: t.String(),
  index: t.Integer(),
  name: t.String(),
  file: t.Object({ key: t.String(), duration: t.Number() }),
  feat: t.Array(t.String()),
  authors: AuthorsDocument,
  lyrics: t.Object({ text: t.String(), ttml_key: t.String() }),
  explicit: t.Boolean(),
  isrc: t.String(),
});

/** @param artistId whose release it is on */
export const trackDocument = (track: Track, artistId: Id) => ({
  _id: track.id,
  release: track.releaseId,
  index: track.position,
  name: track.name,
  file: { key: keyOf({ id: track.releaseId, artistId }, track.file), duration: duration(track.duration) },
  feat: track.feat,
  authors: authorsDocument(track.authors),
  lyrics: { text: track.lyrics ?? '', ttml_key: track.ttmlKey ?? '' },
  explicit: track.explicit,
  isrc: track.isrc ?? '',
});

/** Wire to domain. @throws invalid (`isrc`) */
export function readTrack({ lyrics, isrc, ...given }: typeof TrackBody.static): Partial<TrackData> {
  return {
    ...given,
    ...(lyrics?.text === undefined ? {} : { lyrics: lyrics.text }),
    ...(lyrics?.ttml_key === undefined ? {} : { ttmlKey: lyrics.ttml_key }),
    ...(isrc === undefined ? {} : { isrc: readCode('isrc', isrc, readIsrc, ISRC) }),
  };
}
