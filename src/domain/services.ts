import type { Config } from '../config.ts';
import type { Database, Handle } from '../db/database.ts';
import type { Id } from '../lib/ids.ts';
import { visibilityService } from './access/service.ts';
import type { Keys } from './accounts/model.ts';
import { type Accounts, accountService } from './accounts/service.ts';
import { checkLedger, ledgerDifference } from './booking/check.ts';
import { type BookingService, bookingService } from './booking/service.ts';
import { type Statements, statementService } from './booking/statements/service.ts';
import { type Catalogue, catalogueService } from './catalogue/service.ts';
import { eventBus, type Subscribers } from './events.ts';
import { type Codes, codeService } from './label/codes/service.ts';
import { type Contracts, contractService } from './label/contracts/service.ts';
import { type Deliveries, deliveryService } from './label/delivery/service.ts';
import { type Documents, documentService } from './label/documents/service.ts';
import { RELEASE_DAY } from './label/releases/model.ts';
import { type Releases, releaseService } from './label/releases/service.ts';
import { FILL_LIBRARY } from './library/filling.ts';
import { type Library, libraryService } from './library/service.ts';
import { leaseService } from './limits/leases.ts';
import { type Leases, type Limits, limitService } from './limits/service.ts';
import { SONGS_ACTIONS } from './listening/favourites.ts';
import { type Listening, listeningService } from './listening/service.ts';
import { type Media, mediaService } from './media/service.ts';
import { CONTRACT_ENDING, TRIM_NOTIFICATIONS } from './notifications/model.ts';
import { type Notifications, notificationService } from './notifications/service.ts';
import { COUNT_HISTORY } from './players/listens.ts';
import { type Players, playerService } from './players/service.ts';
import { type Recordings, recordingService } from './recordings/service.ts';
import { type RecoupmentService, recoupmentService } from './recoupment/service.ts';
import { type Roster, rosterService } from './roster/service.ts';
import type { Discrepancy } from './royalties/model.ts';
import { type Reports, reportService } from './royalties/reports/service.ts';
import { type RoyaltyService, royaltyService } from './royalties/service.ts';
import { NAME_PEOPLE } from './social/people.ts';
import { type Social, socialService } from './social/service.ts';
import { type Tasks, taskService } from './tasks/service.ts';
import { type TermService, termService } from './terms/service.ts';
import { type Uploads, uploadService } from './uploads/service.ts';
import { type Webhooks, webhookService } from './webhooks/service.ts';
import { TRIM_DELIVERIES } from './webhooks/trimming.ts';

/** The services that surfaces use. */
export interface Services {
  config: Config;
  accounts: Accounts;
  booking: BookingService;
  catalogue: Catalogue;
  codes: Codes;
  contracts: Contracts;
  deliveries: Deliveries;
  documents: Documents;
  leases: Leases;
  library: Library;
  limits: Limits;
  listening: Listening;
  media: Media;
  notifications: Notifications;
  players: Players;
  recordings: Recordings;
  recoupment: RecoupmentService;
  releases: Releases;
  reports: Reports;
  roster: Roster;
  royalties: RoyaltyService;
  social: Social;
  statements: Statements;
  tasks: Tasks;
  terms: TermService;
  uploads: Uploads;
  webhooks: Webhooks;
  /** Proves the books: see `checkLedger`. */
  checkLedger(): Promise<Discrepancy[]>;
  ledgerDifference(): Promise<number>;
}

/**
 * Creates all services on one database and one data folder, and subscribes them to each other's events.
 * @param now the clock of contracts, royalties and notifications, in milliseconds since the epoch
 */
export function openServices(db: Database, config: Config, keys: Keys, now: () => number = Date.now): Services {
  const events = eventBus(() => subscribers);
  const visibility = visibilityService(db);
  const limits = limitService(db, config);
  const media = mediaService(db, config);
  const catalogue = catalogueService(db, media, visibility, events, config);
  const tasks = taskService(db);
  const library = libraryService(db, visibility, tasks, media, catalogue, config);
  const listening = listeningService(db, catalogue.tracks, visibility, events, tasks);
  const players = playerService(db, visibility, listening, tasks);
  const social = socialService(db, visibility, events, tasks, listening.flush);
  const roster = rosterService(db, events);
  /** The stage name, or else the name of the profile. */
  const musicianName = async (on: Handle, account: Id): Promise<string | undefined> =>
    (await roster.stageNameOf(on, account)) || social.nameOf(on, account);
  const uploads = uploadService(db, media, catalogue, social, musicianName);
  const recordings = recordingService(db, media, config);
  const documents = documentService(db, media, roster, events);
  const contracts = contractService(db, roster, documents, events, now);
  const royalties = royaltyService(db, roster, documents, events, config, now);
  const notifications = notificationService(db, roster, events, tasks, now);
  const webhooks = webhookService(db, config, keys.appKeySecret, tasks);
  const codes = codeService(db);
  const releases = releaseService(db, media, roster, catalogue, tasks, codes, events, keys.appKeySecret);
  const terms = termService(db, roster, releases, contracts, royalties, now);
  const recoupment = recoupmentService(db, roster, releases, royalties, now);
  const reports = reportService(db, media, config, now);
  const booking = bookingService(db, reports, terms, recoupment, royalties, config, now);
  tasks.handle(SONGS_ACTIONS, listening.applyFavourites);
  tasks.handle(COUNT_HISTORY, players.onCountHistory);
  tasks.handle(FILL_LIBRARY, library.fill.fill);
  tasks.handle(NAME_PEOPLE, social.onNamePeople);
  tasks.handle(RELEASE_DAY, releases.onReleaseDay);
  tasks.handle(CONTRACT_ENDING, notifications.onEnding);
  tasks.handle(TRIM_NOTIFICATIONS, notifications.onTrim);
  tasks.handle(TRIM_DELIVERIES, webhooks.onTrim);

  const subscribers: Subscribers = {
    'account.joined': [
      (tx, { account, name }) => social.join(tx, account, name),
      (tx, { account }) => roster.join(tx, account),
      (tx, { account }) => royalties.join(tx, account),
    ],
    'account.leaving': [
      (tx, { account, drop }) => uploads.leave(tx, account, drop),
      (tx, { account, drop }) => recordings.leave(tx, account, drop),
      (tx, { account, drop }) => media.resumable.leave(tx, account, drop),
      (tx, { account }) => social.leave(tx, account),
    ],
    'account.renamed': [
      (tx, { account }) => social.rename(tx, account),
      (tx, { account }) => catalogue.rename(tx, account, musicianName),
    ],
    'artist.renamed': [
      async (tx, { account }) => {
        // An upload that is creating the artist at the same time reads the stage name while it has the profile locked.
        await visibility.lockProfiles(tx, [account]);
        await catalogue.rename(tx, account, musicianName);
      },
    ],
    'profile.visibility': [(tx, { account }) => catalogue.updateHidden(tx, account)],
    'catalogue.changed': [(tx, changes) => library.index(tx, changes)],
    'track.published': [(tx, { account, track }) => social.announceTrack(tx, account, track)],
    'tracks.removed': [
      async (tx, { account, tracks }) => {
        if (account !== null) await social.countTracks(tx, account, -tracks.length);
      },
      (tx, { tracks }) => listening.removeTracks(tx, tracks),
      (tx, { tracks }) => players.forgetTracks(tx, tracks),
    ],
    'tracks.played': [(tx, { account, plays }) => social.countPlays(tx, account, plays)],
    'tracks.heard': [players.count],
    'document.leaving': [
      (tx, { document }) => royalties.checkUnused(tx, document),
      (tx, { document }) => contracts.checkUnused(tx, document),
    ],
    'label.notices': [
      (tx, notices) => notifications.tell(tx, notices),
      (tx, notices) => webhooks.announce(tx, notices),
    ],
    'contract.ending': [(tx, ending) => notifications.expectEnding(tx, ending)],
  };

  return {
    config,
    accounts: accountService(db, media, limits, config, keys, events),
    booking,
    catalogue,
    codes,
    contracts,
    deliveries: deliveryService(releases, media),
    documents,
    leases: leaseService(db),
    library,
    limits,
    listening,
    media,
    notifications,
    players,
    recordings,
    recoupment,
    releases,
    reports,
    roster,
    royalties,
    social,
    statements: statementService(db, royalties, events, config, now),
    tasks,
    terms,
    uploads,
    webhooks,
    checkLedger: () => checkLedger(db),
    ledgerDifference: () => ledgerDifference(db),
  };
}
