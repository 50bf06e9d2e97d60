import {
  type Authors,
  type Contributor,
  type FileSize,
  type ReleaseStatus,
  type ReleaseType,
  ROLES,
  STATUSES,
} from '../../../db/schema/releases.ts';
import { problems } from '../../../errors.ts';
import type { Id } from '../../../lib/ids.ts';

export { type Authors, type Contributor, type FileSize, type ReleaseStatus, type ReleaseType, ROLES, STATUSES };

/** The topic of tasks that publish a finalized release on its day. */
export const RELEASE_DAY = 'release_day';

/** The data of a release; `null` until it is set. */
export interface ReleaseData {
  name: string | null;
  type: ReleaseType | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
  /** Which of its files is the cover. */
  cover: string | null;
  feat: string[];
  authors: Authors | null;
  /** 13 digits: see lib/product-codes.ts. */
  upc: string | null;
  /** From here on what shops are told besides. Such as `Remastered`. */
  version: string | null;
  genre: string | null;
  subgenre: string | null;
  /** ISO 639-1. */
  language: string | null;
  pLine: string | null;
  cLine: string | null;
  labelName: string | null;
  catalogueNumber: string | null;
  /** `YYYY-MM-DD`: of the first release ever. */
  originalDate: string | null;
  /** ISO 3166-1 alpha-2, or `WW` alone. */
  territories: string[];
  contributors: Contributor[];
}

export interface Release extends ReleaseData {
  id: Id;
  artistId: Id;
  status: ReleaseStatus;
  /** The message that came with the last change of status. */
  message: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface ListedRelease extends Release {
  /** Of its artist. */
  stageName: string;
}

/** A change of a release's status: who made it, and when. */
export interface HistoryEntry {
  status: ReleaseStatus;
  message: string;
  editor: Id;
  editorLogin: string;
  createdAt: number;
}

/** The data of a track. */
export interface TrackData {
  name: string;
  feat: string[];
  authors: Authors | null;
  lyrics: string | null;
  /** The key of a file of timed lyrics. */
  ttmlKey: string | null;
  explicit: boolean;
  /** 12 characters: see lib/product-codes.ts. */
  isrc: string | null;
  /** From here on what shops are told besides. Such as `Live`. */
  version: string | null;
  /** ISO 639-1, of the singing and of the written lyrics. */
  language: string | null;
  lyricsLanguage: string | null;
  pLine: string | null;
  contributors: Contributor[];
  /** Seconds. */
  previewStart: number | null;
}

export interface Track extends TrackData {
  id: Id;
  releaseId: Id;
  /** From 1, without gaps. */
  position: number;
  /** Which of the release's files is its audio. */
  file: string;
  /** Milliseconds. */
  duration: number;
}

export interface FullRelease extends ListedRelease {
  history: HistoryEntry[];
  /** In order. */
  tracks: Track[];
}

/** A file of a release: its name and size for clients, and the name of the stored file. */
export interface ReleaseFile {
  name: string;
  size: FileSize;
  file: string;
}

/** What the client says about a track's file when it is uploaded. */
export interface TrackFile {
  number: number;
  title: string;
  type: 'wav' | 'flac';
}

/** Notes for the label to a release under way: after `draft` and before `finalized`. */
export interface Notes {
  id: Id;
  releaseId: Id;
  focusTracks: Id[];
  pitched: string[];
  comment: string;
}

/** What a release must have before it is submitted; `audio <n>`: the file of its nth track. Then what shops ask for besides. */
export type Lacking =
  | ('name' | 'type' | 'date' | 'cover' | 'authors' | 'tracks' | `audio ${number}`)
  | ('upc' | 'genre' | 'language' | 'labelName' | 'pLine' | 'cLine' | `isrc ${number}`);

export type ReleaseColumn = 'name' | 'stageName' | 'createdAt' | 'status';

export interface ReleaseFilters {
  status: ReleaseStatus;
}

export const refuse = problems({
  release: ['not_found', 'No such release'],
  track: ['not_found', 'No such track'],
  notes: ['not_found', 'There are no notes yet'],
  cover: ['not_found', 'The release has no cover'],
  audio: ['not_found', 'No such track file'],
  release_file: ['not_found', 'No such file'],
  release_in_use: ['conflict', 'An advance or a cost of the artist names the release'],
  draft_exists: ['conflict', 'The artist has a draft already'],
  not_draft: ['conflict', 'Only drafts can be changed'],
  not_changeable: ['conflict', 'What is delivered or finalized cannot be changed'],
  not_pending: ['conflict', 'The release is not under review'],
  not_under_way: ['conflict', 'Only releases under way have notes'],
  upc_taken: ['conflict', 'Another release has this UPC'],
  isrc_taken: ['conflict', 'Another track has this ISRC'],
  incomplete: ['invalid', 'The release lacks what it needs; `problems` names it as `Lacking` does'],
  not_its_cover: ['invalid', 'That is not the cover of this release'],
  not_its_audio: ['invalid', 'That is no track file of this release'],
  file_taken: ['conflict', 'Another track has this file'],
  wrong_cover: ['invalid', 'The cover must be a JPEG of 3000×3000 pixels'],
  wrong_audio: ['invalid', 'The audio must be WAV or FLAC, 44.1 to 48 kHz, 16 bit'],
  order_empty: ['invalid', 'The new order is empty'],
  order_repeats: ['invalid', 'The new order names a track twice'],
  order_foreign: ['invalid', 'The new order names a track of no or another release'],
  order_lacks: ['invalid', 'The new order lacks a track of the release'],
  preview_beyond: ['invalid', 'The preview must begin within the track'],
  focus_foreign: ['invalid', 'A focus track is of no or another release'],
});

export type ReleaseProblem = Parameters<typeof refuse>[0];
