import { type Id, toUuid } from './ids.ts';

/**
 * The people and things in the examples of the documentation. The demo's data has them under these fixed ids and names, so
 * that every operation of the documentation works as it is filled in.
 */

/** The id of the nth thing of a kind. The first 32 bits of an id are its time: these lie in 2020, before all real ids. */
const id = (kind: string, n: number): Id => `5eed${kind}0000000000${n.toString(16).padStart(8, '0')}`;

/** Everybody's password. */
export const PASSWORD = 'tonearm-demo';

/** People, by login; the address of each is `<login>@tonearm.example`. */
export const PEOPLE = {
  root: id('01', 1),
  listener: id('01', 2),
  /** Uploads in the community; made the catalogue's entries below. Follows, and is followed by, the listener. */
  musician: id('01', 3),
  /** Of the label, in the manager's care: has a contract, documents, royalties, and a release in every status. */
  artist: id('01', 4),
  manager: id('01', 5),
  /** Of the label, in the manager's care: has no contract and no release yet. */
  newcomer: id('01', 6),
  /** Of the label, in nobody's care: has a draft, and nothing else. */
  guest: id('01', 7),
  /** Of the label, in the manager's care: has a contract whose termination is prepared, and a draft of two tracks. */
  leaver: id('01', 8),
} as const;
export type Login = keyof typeof PEOPLE;
export const emailOf = (login: Login): string => `${login}@tonearm.example`;

/** Entries of the catalogue. The spare ones have nothing beneath them. */
export const CATALOGUE = {
  artist: id('02', 1),
  spareArtist: id('02', 2),
  album: id('03', 1),
  spareAlbum: id('03', 2),
  track: id('04', 1),
  spareTrack: id('04', 2),
} as const;

/** Names of stored files: 21 characters, then the ending. */
export const FILES = {
  albumPicture: 'tonearm-demo-album-01.jpg',
  trackAudio: 'tonearm-demo-track-01.wav',
} as const;

/** What the musician has uploaded: a track with a cover, one without, and a profile's cover. */
export const UPLOADS = {
  track: id('05', 1),
  spareTrack: id('05', 2),
  trackCover: id('05', 3),
  profileCover: id('05', 4),
  avatar: id('05', 5),
} as const;

/** What the musician has announced to upload in pieces and not sent yet, and what has come as a whole. */
export const RESUMABLE = {
  id: 'tonearm-demo-upload-1',
  finished: 'tonearm-demo-upload-2',
  /** Bytes. */
  length: 50_000_000,
  /** `filename`, in Base64: song.wav. */
  metadata: 'filename c29uZy53YXY=',
} as const;

/** The artist's releases, by status, and the guest's draft. */
export const RELEASES = {
  draft: id('06', 1),
  pending: id('06', 2),
  approved: id('06', 3),
  delivered: id('06', 4),
  rejected: id('06', 5),
  finalized: id('06', 6),
  guestDraft: id('06', 7),
  leaverDraft: id('06', 8),
} as const;

/** What releases are called. */
export const RELEASE_NAMES = { draft: 'Первый снег', finalized: 'Белые ночи' } as const;

/** The tracks of a release under way, which also has notes. */
export const DELIVERED = { tracks: [id('07', 3)] } as const;

/** The tracks of the leaver's draft, in order. */
export const LEAVER_DRAFT = { tracks: [id('07', 5), id('07', 6)] } as const;

/** The personal data of the label's people, with their roles for names; and the artist's stage name. */
export const PERSONS = {
  artist: { surname: 'Артист', firstname: 'Пример', patronymic: 'Тонарм', contact: 'artist@tonearm.example' },
  manager: { surname: 'Менеджер', firstname: 'Пример', patronymic: 'Тонарм', contact: 'manager@tonearm.example' },
  stageName: 'Северный ветер',
} as const;

/** Of the artist's draft: two tracks with their files; a third file that is no track yet; a cover. */
export const DRAFT = {
  tracks: [id('07', 1), id('07', 2)],
  files: ['1-First.wav', '2-Second.wav'],
  spareFile: '3-Third.wav',
  /** Belongs to no track either. */
  removableFile: '4-Fourth.wav',
} as const;

/** The artist's papers, by the client's own names: the spare one is named by no contract and no payout. */
export const DOCUMENTS = {
  contract: 'contract-2026-001',
  receipt: 'receipt-1',
  spare: 'receipt-2',
  unused: 'receipt-3',
} as const;

/** The artist's contract and its first appendix. */
export const CONTRACT = { number: '2026-001', appendix: '2026-001-1' } as const;

/** Who is paid a share of the artist's and is no artist; a rule of the artist's terms; payouts that were booked in one go. */
export const PAYEE = { id: id('0c', 1), name: 'Продюсер Иван' } as const;
export const TERM_RULE = id('0d', 1);
export const PAYOUT_BATCH = id('0e', 1);
/** Reports of distributors: a draft with a song that nothing was found for, and one that nothing needs. */
export const REPORTS = {
  draft: id('09', 1),
  spare: id('09', 2),
  bookable: id('09', 3),
  booked: id('09', 4),
  reversible: id('09', 5),
  /** The key of that song. */
  unmatched: '93d0e2ccfcb5ebfea6ff56cc',
} as const;

/** The artist's statement of a closed period, and a later one that may be closed. */
export const STATEMENT = { id: id('0f', 1), close: id('0f', 2), period: '2026-06', nextPeriod: '2026-07' } as const;

/** A user of the recorder, and their recording. */
export const RECORDER = {
  user: 1,
  key: '5eed0000-0000-4000-8000-000000000001',
  record: toUuid(id('08', 1)),
} as const;

/** The listener's key for a player. */
export const APP_KEY = { id: id('0a', 1), name: 'Kitchen radio', key: 't0nearmdem0appkey000000001' } as const;

/** The listener's playlist, and what they share. */
export const PLAYLIST = { id: id('0b', 1), name: 'Before breakfast' } as const;
export const SHARE = { id: 'demo-share-00001' } as const;

/** The genre of the catalogue's track. */
export const GENRE = 'Chamber music';

/** Refresh tokens of the listener, one a dialect that takes them in a body or a header. */
export const REFRESH = {
  members: 'tonearm-demo-refresh-token-of-members-00001',
  community: 'tonearm-demo-refresh-token-of-community-001',
} as const;
