import { sql } from 'drizzle-orm';
import type { Columns } from '../columns.ts';
import type { mediaTables } from './media.ts';
import type { rosterTables } from './roster.ts';

/** The statuses of a release. Lists show them from the last to the first. */
export const STATUSES = ['draft', 'finalized', 'rejected', 'delivered', 'approved', 'pending'] as const;

/** Releases of the label's artists. An account that has a release cannot be deleted. */
export function releaseTables(
  c: Columns,
  { roster, files }: ReturnType<typeof rosterTables> & ReturnType<typeof mediaTables>,
) {
  const releases = c.table(
    'releases',
    {
      id: c.id().primaryKey(),
      artistId: c
        .id()
        .notNull()
        .references(() => roster.accountId),
      status: c.ranked(STATUSES).notNull(),
      /** The message that came with the last change of status. */
      message: c.text().notNull(),
      name: c.text(),
      nameKey: c.text(),
      type: c.text().$type<ReleaseType>(),
      /** `YYYY-MM-DD`. */
      date: c.text(),
      /** Which of its files is the cover. */
      cover: c.text(),
      feat: c.json<string[]>().notNull(),
      authors: c.json<Authors>(),
      /** 13 digits: a UPC of 12 is the EAN that has a 0 before it. */
      upc: c.text(),
      /** From here on what shops are told besides. */
      version: c.text(),
      genre: c.text(),
      subgenre: c.text(),
      /** ISO 639-1. */
      language: c.text(),
      pLine: c.text(),
      cLine: c.text(),
      labelName: c.text(),
      catalogueNumber: c.text(),
      /** `YYYY-MM-DD`: of the first release ever. */
      originalDate: c.text(),
      /** ISO 3166-1 alpha-2, or `WW` alone. */
      territories: c.json<string[]>().notNull().default([]),
      contributors: c.json<Contributor[]>().notNull().default([]),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      // 0 is the index of `draft`.
      c.uniqueIndex('releases_draft').on(t.artistId).where(sql`status = 0`),
      c.uniqueIndex('releases_upc').on(t.upc),
      c.index('releases_in_order').on(t.status, t.createdAt, t.id),
      c.index('releases_of_artist').on(t.artistId, t.status, t.createdAt, t.id),
      c.index('releases_by_name').on(t.nameKey, t.id),
    ],
  );
  const releaseId = () =>
    c
      .id()
      .notNull()
      .references(() => releases.id);

  /**
   * Every status a release has had. Triggers (migration `release_history_is_kept`) forbid changing an entry, and deleting
   * one unless the release is a draft; a migration that rebuilds the table has to make them again.
   */
  const releaseHistory = c.table(
    'release_history',
    {
      releaseId: releaseId(),
      /** From 1, without gaps. */
      number: c.integer().notNull(),
      status: c.ranked(STATUSES).notNull(),
      message: c.text().notNull(),
      /** No reference: the entry stays when that account is deleted, so the login stands here too. */
      editor: c.id().notNull(),
      editorLogin: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.releaseId, t.number] })],
  );

  /** The files of a release: its cover in three sizes, and the tracks' audio. Names are those of clients. */
  const releaseFiles = c.table(
    'release_files',
    {
      releaseId: releaseId(),
      name: c.text().notNull(),
      size: c.text().$type<FileSize>().notNull(),
      file: c
        .text()
        .notNull()
        .references(() => files.name),
    },
    (t) => [c.primaryKey({ columns: [t.releaseId, t.name, t.size] }), c.uniqueIndex('release_files_file').on(t.file)],
  );

  const releaseTracks = c.table(
    'release_tracks',
    {
      id: c.id().primaryKey(),
      releaseId: releaseId(),
      /** From 1, without gaps. */
      position: c.integer().notNull(),
      name: c.text().notNull(),
      /** Which of the release's files is its audio. */
      file: c.text().notNull(),
      /** Milliseconds. */
      duration: c.integer().notNull(),
      feat: c.json<string[]>().notNull(),
      authors: c.json<Authors>(),
      lyrics: c.text(),
      ttmlKey: c.text(),
      explicit: c.boolean().notNull(),
      isrc: c.text(),
      /** From here on what shops are told besides. */
      version: c.text(),
      /** ISO 639-1, of the singing and of the written lyrics. */
      language: c.text(),
      lyricsLanguage: c.text(),
      pLine: c.text(),
      contributors: c.json<Contributor[]>().notNull().default([]),
      /** Seconds. */
      previewStart: c.integer(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.index('release_tracks_in_order').on(t.releaseId, t.position),
      c.uniqueIndex('release_tracks_file').on(t.releaseId, t.file),
      c.uniqueIndex('release_tracks_isrc').on(t.isrc),
    ],
  );

  /** Notes for the label, at most one row for each release. */
  const releaseNotes = c.table(
    'release_notes',
    {
      id: c.id().primaryKey(),
      releaseId: releaseId(),
      focusTracks: c.json<string[]>().notNull(),
      pitched: c.json<string[]>().notNull(),
      comment: c.text().notNull(),
    },
    (t) => [c.uniqueIndex('release_notes_release').on(t.releaseId)],
  );

  /** Where new codes are taken from, at most one row for each kind. It is locked while codes are given, so they have no gaps. */
  const codePools = c.table('code_pools', {
    kind: c.text().$type<CodeKind>().primaryKey(),
    /** What its codes begin with before they are numbered: of an ISRC the registrant and the year. */
    stem: c.text().notNull(),
    /** Characters of a code as it is shown: a UPC of 12 digits is kept as 13. */
    shown: c.integer().notNull(),
    /** The first, the last and the next number: of a UPC its digits without the last one, which checks the others. */
    first: c.bigint().notNull(),
    last: c.bigint().notNull(),
    next: c.bigint().notNull(),
  });

  /** Codes that were given. A row stays when the release or track is deleted: a code is given once for ever. */
  const givenCodes = c.table('given_codes', {
    /** As in `releases` and `release_tracks`. */
    code: c.text().primaryKey(),
    /** The release or track. No reference: the row stays. */
    givenTo: c.id().notNull(),
    givenAt: c.moment().notNull(),
  });

  return { releases, releaseHistory, releaseFiles, releaseTracks, releaseNotes, codePools, givenCodes };
}

export type ReleaseStatus = (typeof STATUSES)[number];
export type ReleaseType = 'single' | 'ep' | 'album';
/** The side of a cover in pixels; audio has the original only. */
export type FileSize = 'original' | '1200' | '600';

export type CodeKind = 'isrc' | 'upc';

/** What people do on a release or track, in the words of shops. */
export const ROLES = [
  ...(['MainArtist', 'FeaturedArtist', 'Remixer', 'Composer', 'Lyricist', 'Arranger'] as const),
  ...(['Producer', 'Mixer', 'MasteringEngineer', 'Performer'] as const),
];
export type ContributorRole = (typeof ROLES)[number];

/** Somebody who took part. What is not known is empty. */
export interface Contributor {
  name: string;
  role: ContributorRole;
  /** 16 characters: see lib/product-codes.ts. */
  isni: string;
  spotify: string;
  apple: string;
}

export interface Authors {
  lyricists: string[];
  producers: string[];
}
