import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Signer } from './accounts/model.ts';
import { type Accounts, accountService } from './accounts/service.ts';
import { type Catalogue, catalogueService } from './catalogue/service.ts';
import { type Contracts, contractService } from './label/contracts/service.ts';
import { type Documents, documentService } from './label/documents/service.ts';
import { type Releases, releaseService } from './label/releases/service.ts';
import { type Listening, listeningService } from './listening/service.ts';
import { type Media, mediaService } from './media/service.ts';
import { type Roster, rosterService } from './roster/service.ts';
import { type RoyaltyService, royaltyService } from './royalties/service.ts';

/** Everything a surface may ask for. */
export interface Services {
  config: Config;
  accounts: Accounts;
  catalogue: Catalogue;
  contracts: Contracts;
  documents: Documents;
  listening: Listening;
  media: Media;
  releases: Releases;
  roster: Roster;
  royalties: RoyaltyService;
}

/** Puts the rooms together, on one database and one data folder. */
export function openServices(db: Database, config: Config, signer: Signer): Services {
  const media = mediaService(db, config);
  const catalogue = catalogueService(db, media, config);
  const roster = rosterService(db, catalogue.releases.rename);
  const royalties = royaltyService(db);
  return {
    config,
    accounts: accountService(db, config, signer, [roster.join, royalties.join]),
    catalogue,
    contracts: contractService(db, roster),
    documents: documentService(db, media, roster),
    listening: listeningService(db),
    media,
    releases: releaseService(db, media, roster, catalogue),
    roster,
    royalties,
  };
}
