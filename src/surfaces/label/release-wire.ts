import { Type as t } from '@sinclair/typebox';
import { keyOf } from '../../domain/label/releases/keys.ts';
import {
  type Authors,
  type FullRelease,
  type HistoryEntry,
  type ListedRelease,
  type ReleaseStatus,
  type ReleaseType,
  STATUSES,
} from '../../domain/label/releases/model.ts';
import type { ReleaseChanges } from '../../domain/label/releases/service.ts';
import { invalid } from '../../errors.ts';
import { readUpc, showUpc } from '../../lib/product-codes.ts';
import { instant } from '../../lib/time.ts';
import { text } from './shapes.ts';

/** Bodies and answers of chapter «Релизы», and what tracks share with them. */

export const names = t.Array(text(200), { maxItems: 100, description: 'список до 100 строк от 1 до 200 символов' });
export const authors = t.Object(
  { lyricists: names, producers: names },
  { description: 'объект с полями lyricists и producers' },
);
/** A code, or nothing: `null` and an empty text take it away. */
export const code = (description: string) => t.Union([t.String({ maxLength: 40 }), t.Null()], { description });

const TYPES: readonly ReleaseType[] = ['single', 'ep', 'album'];
const DATE = 'дата в формате ГГГГ-ММ-ДД';
const UPC = '12 или 13 цифр с верной контрольной';

export const ReleaseBody = t.Object({
  name: t.Optional(text(200)),
  type: t.Optional(
    t.Union(
      TYPES.map((type) => t.Literal(type)),
      { description: `одно из значений ${TYPES.join(', ')}` },
    ),
  ),
  date: t.Optional(t.String({ description: DATE, maxLength: 40 })),
  cover_key: t.Optional(text(300)),
  feat: t.Optional(names),
  authors: t.Optional(authors),
  upc: t.Optional(code(UPC)),
});

export const StatusBody = t.Object({
  status: t.Union(
    STATUSES.map((status) => t.Literal(status)),
    { refusal: 'Недопустимый статус релиза' },
  ),
  userId: t.Optional(t.Union([t.String({ maxLength: 100 }), t.Null()], { description: 'ID пользователя' })),
  message: t.Optional(t.Union([t.String({ maxLength: 2000 }), t.Null()], { description: 'строка до 2000 символов' })),
});

const Status = t.Object({ label: t.String({ enum: [...STATUSES] }), message: t.String() });
const Names = t.Array(t.String());
export const AuthorsDocument = t.Object({ lyricists: Names, producers: Names });

export const DraftDocument = t.Object({
  id: t.String(),
  artist: t.Object({ stage_name: t.String(), user_id: t.String() }),
});
export const ReleaseDocument = t.Object({
  id: t.String(),
  artist: t.Object({ stageName: t.String(), userId: t.String() }),
  name: t.String(),
  type: t.String(),
  cover: t.String(),
  date: t.String(),
  feat: Names,
  authors: AuthorsDocument,
  upc: t.String(),
  createdAt: t.String({ format: 'date-time' }),
  status: t.Object({
    ...Status.properties,
    history: t.Array(
      t.Object({
        editor: t.String(),
        editorLogin: t.String(),
        status: Status,
        createdAt: t.String({ format: 'date-time' }),
      }),
    ),
  }),
  tracks: t.Array(
    t.Object({
      id: t.String(),
      title: t.String(),
      duration: t.Number(),
      index: t.Integer(),
      explicit: t.Boolean(),
      isrc: t.String(),
    }),
  ),
});
export const ListedReleaseDocument = t.Object({
  id: t.String(),
  artist: t.String(),
  name: t.String(),
  type: t.String(),
  cover: t.String(),
  date: t.String(),
  feat: Names,
  status: t.String({ enum: [...STATUSES] }),
});

const statusDocument = ({ status, message }: { status: ReleaseStatus; message: string }) => ({
  label: status,
  message,
});
export const authorsDocument = (authors: Authors | null): Authors => authors ?? { lyricists: [], producers: [] };
/** Seconds. */
export const duration = (milliseconds: number): number => milliseconds / 1000;

export const draftDocument = ({ id, artistId, stageName }: ListedRelease) => ({
  id,
  artist: { stage_name: stageName, user_id: artistId },
});

export const listedReleaseDocument = (release: ListedRelease) => ({
  id: release.id,
  artist: release.stageName,
  name: release.name ?? '',
  type: release.type ?? '',
  cover: release.cover === null ? '' : keyOf(release, release.cover),
  date: release.date ?? '',
  feat: release.feat,
  status: release.status,
});

const historyDocument = (entry: HistoryEntry) => ({
  editor: entry.editor,
  editorLogin: entry.editorLogin,
  status: statusDocument(entry),
  createdAt: instant(entry.createdAt),
});

export const releaseDocument = (release: FullRelease) => ({
  ...listedReleaseDocument(release),
  artist: { stageName: release.stageName, userId: release.artistId },
  authors: authorsDocument(release.authors),
  upc: release.upc === null ? '' : showUpc(release.upc),
  createdAt: instant(release.createdAt),
  status: { ...statusDocument(release), history: release.history.map(historyDocument) },
  tracks: release.tracks.map((track) => ({
    ...{ id: track.id, title: track.name, duration: duration(track.duration), index: track.position },
    ...{ explicit: track.explicit, isrc: track.isrc ?? '' },
  })),
});

/** Wire to domain. @throws invalid (`date`, `upc`) */
export function readRelease({ cover_key: coverKey, date, upc, ...given }: typeof ReleaseBody.static): ReleaseChanges {
  return {
    ...given,
    ...(coverKey === undefined ? {} : { coverKey }),
    ...(date === undefined ? {} : { date: readDate(date) }),
    ...(upc === undefined ? {} : { upc: readCode('upc', upc, readUpc, UPC) }),
  };
}

/** A day of the calendar, as such or as a moment of it in UTC. */
function readDate(given: string): string {
  const [, day = ''] =
    /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(given) ?? [];
  const start = Date.parse(day);
  // JavaScript reads February 30 as March 1.
  const isDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(day);
  const moment = Date.parse(given);
  if (!isDay || Number.isNaN(moment)) throw invalid('date', 'must be a date, YYYY-MM-DD', { rule: DATE });
  return new Date(moment).toISOString().slice(0, 10);
}

/** A code in its one spelling; `null` for none. @throws invalid naming the field */
export function readCode(
  field: string,
  given: string | null,
  read: (text: string) => string | undefined,
  rule: string,
): string | null {
  if (given === null || given === '') return null;
  const code = read(given.trim());
  if (code === undefined) throw invalid(field, 'is no such code', { rule });
  return code;
}
