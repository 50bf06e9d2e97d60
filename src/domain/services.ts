import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Signer } from './accounts/model.ts';
import { type Accounts, accountService } from './accounts/service.ts';
import { type Catalogue, catalogueService } from './catalogue/service.ts';
import { type Limits, limitService } from './limits/service.ts';
import { type Listening, listeningService } from './listening/service.ts';
import { type Media, mediaService } from './media/service.ts';
import { type Social, socialService } from './social/service.ts';
import { type Uploads, uploadService } from './uploads/service.ts';

/** Everything a surface may ask for. */
export interface Services {
  config: Config;
  accounts: Accounts;
  catalogue: Catalogue;
  limits: Limits;
  listening: Listening;
  media: Media;
  social: Social;
  uploads: Uploads;
}

/** Puts the rooms together, on one database and one data folder. */
export function openServices(db: Database, config: Config, signer: Signer): Services {
  const media = mediaService(db, config);
  const social = socialService(db, {
    hide: (...what) => catalogue.setHidden(...what),
    settle: () => listening.settle(),
  });
  const catalogue = catalogueService(db, media, social, config);
  const listening = listeningService(db, { get: catalogue.tracks.get, credit: social.countPlays });
  const uploads = uploadService(db, media, catalogue, social);
  return {
    config,
    accounts: accountService(db, media, config, signer, {
      joined: [social.join],
      leaving: [uploads.leave, social.leave],
    }),
    catalogue,
    limits: limitService(db, config),
    listening,
    media,
    social,
    uploads,
  };
}
