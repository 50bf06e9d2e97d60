import type { Static } from '@sinclair/typebox';
import type { Contributor, ReleaseData, TrackData } from '../../domain/label/releases/model.ts';
import { invalid } from '../../errors.ts';
import { readLanguage } from '../../lib/languages.ts';
import { readIsni } from '../../lib/product-codes.ts';
import { readTerritories } from '../../lib/territories.ts';
import type { ReleaseBody, TrackBody } from './release-shapes.ts';
import { ISNI, LANGUAGE, type ReleaseTold, TERRITORIES, type TrackTold } from './told-shapes.ts';

/** Mappers of what shops are told of releases and tracks: see section 9 of document 9. */

export const releaseTold = (release: ReleaseData): Static<typeof ReleaseTold> => ({
  version: release.version ?? '',
  genre: release.genre ?? '',
  subgenre: release.subgenre ?? '',
  language: release.language ?? '',
  p_line: release.pLine ?? '',
  c_line: release.cLine ?? '',
  label_name: release.labelName ?? '',
  catalogue_number: release.catalogueNumber ?? '',
  original_date: release.originalDate ?? '',
  territories: release.territories,
  contributors: release.contributors,
});

export const trackTold = (track: TrackData): Static<typeof TrackTold> => ({
  version: track.version ?? '',
  language: track.language ?? '',
  lyrics_language: track.lyricsLanguage ?? '',
  p_line: track.pLine ?? '',
  contributors: track.contributors,
  preview_start: track.previewStart,
});

/** Wire to domain: what a release's body tells. @throws invalid (`language`, `territories`, `contributors`) */
export const readReleaseTold = (body: Static<typeof ReleaseBody>): Partial<ReleaseData> => ({
  ...textsOf({ version: body.version, genre: body.genre, subgenre: body.subgenre }),
  ...textsOf({ pLine: body.p_line, cLine: body.c_line, labelName: body.label_name }),
  ...textsOf({ catalogueNumber: body.catalogue_number, language: readCode('language', body.language) }),
  ...(body.territories === undefined ? {} : { territories: readPlaces(body.territories) }),
  ...readContributors(body),
});

/** Wire to domain: what a track's body tells. @throws invalid (`language`, `lyrics_language`, `contributors`) */
export const readTrackTold = (body: Static<typeof TrackBody>): Partial<TrackData> => ({
  ...textsOf({ version: body.version, pLine: body.p_line }),
  ...textsOf({ language: readCode('language', body.language) }),
  ...textsOf({ lyricsLanguage: readCode('lyrics_language', body.lyrics_language) }),
  ...(body.preview_start === undefined ? {} : { previewStart: body.preview_start }),
  ...readContributors(body),
});

type Text = string | null | undefined;

/** The fields that are there; an empty text is none. */
function textsOf<Field extends string>(fields: Readonly<Record<Field, Text>>): Partial<Record<Field, string | null>> {
  const there = Object.entries<Text>(fields).filter(([, text]) => text !== undefined);
  // `Object.fromEntries` forgets the names.
  return Object.fromEntries(there.map(([field, text]) => [field, text || null])) as Partial<
    Record<Field, string | null>
  >;
}

function readCode(field: string, text: Text): Text {
  if (!text) return text;
  const code = readLanguage(text);
  if (code === undefined) throw invalid(field, 'is no language', { rule: LANGUAGE });
  return code;
}

function readPlaces(texts: readonly string[]): string[] {
  const codes = readTerritories(texts);
  if (codes === undefined) throw invalid('territories', 'names what is none', { rule: TERRITORIES });
  return codes;
}

function readContributors({ contributors }: Static<typeof TrackBody>): { contributors?: Contributor[] } {
  if (contributors === undefined) return {};
  return {
    contributors: contributors.map(({ name, role, isni, spotify, apple }, at) => {
      const checked = isni ? readIsni(isni) : '';
      if (checked === undefined) throw invalid(`contributors.${at}.isni`, 'is no ISNI', { rule: ISNI });
      return { name, role, isni: checked, spotify: spotify ?? '', apple: apple ?? '' };
    }),
  };
}
