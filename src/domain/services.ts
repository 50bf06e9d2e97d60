import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Keys } from './accounts/model.ts';
import { type Accounts, accountService } from './accounts/service.ts';
import { type Catalogue, catalogueService } from './catalogue/service.ts';
import { type Contracts, contractService } from './label/contracts/service.ts';
import { type Documents, documentService } from './label/documents/service.ts';
import { type Releases, releaseService } from './label/releases/service.ts';
import { type Limits, limitService } from './limits/service.ts';
import { SONGS_ACTIONS } from './listening/favourites.ts';
import { type Listening, listeningService } from './listening/service.ts';
import { type Media, mediaService } from './media/service.ts';
import { type Recordings, recordingService } from './recordings/service.ts';
import { type Roster, rosterService } from './roster/service.ts';
import { type RoyaltyService, royaltyService } from './royalties/service.ts';
import { type Social, socialService } from './social/service.ts';
import { type Tasks, taskService } from './tasks/service.ts';
import { type Uploads, uploadService } from './uploads/service.ts';

/** Everything a surface may ask for. */
export interface Services {
  config: Config;
  accounts: Accounts;
  catalogue: Catalogue;
  contracts: Contracts;
  documents: Documents;
  limits: Limits;
  listening: Listening;
  media: Media;
  recordings: Recordings;
  releases: Releases;
  roster: Roster;
  royalties: RoyaltyService;
  social: Social;
  tasks: Tasks;
  uploads: Uploads;
}

/**
 * Puts the rooms together, on one database and one data folder.
 * @param now gives the moment at which contracts are made and royalties are booked
 */
export function openServices(db: Database, config: Config, keys: Keys, now: () => number = Date.now): Services {
  const limits = limitService(db, config);
  const media = mediaService(db, config);
  const social = socialService(db, {
    hide: (...what) => catalogue.setHidden(...what),
    settle: () => listening.settle(),
  });
  const catalogue = catalogueService(db, media, social, config);
  const tasks = taskService(db);
  const listening = listeningService(db, { get: catalogue.tracks.get, credit: social.countPlays }, tasks.defer);
  const uploads = uploadService(db, media, catalogue, social);
  const recordings = recordingService(db, media, config);
  const roster = rosterService(db, catalogue.releases.rename);
  const royalties = royaltyService(db, now);
  tasks.handle(SONGS_ACTIONS, listening.keepPromises);
  return {
    config,
    accounts: accountService(db, media, limits, config, keys, {
      joined: [social.join, roster.join, royalties.join],
      leaving: [uploads.leave, recordings.leave, social.leave],
    }),
    catalogue,
    contracts: contractService(db, roster, now),
    documents: documentService(db, media, roster),
    limits,
    listening,
    media,
    recordings,
    releases: releaseService(db, media, roster, catalogue),
    roster,
    royalties,
    social,
    tasks,
    uploads,
  };
}
