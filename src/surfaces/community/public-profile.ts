import type { Static } from '@sinclair/typebox';
import { type Account, noAccount } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { parseId } from '../../lib/ids.ts';
import type { PublicProfile } from './answers.ts';
import { fileDocument } from './media-wire.ts';
import { dataOf, profileDocument } from './wire.ts';

/** Most tracks in a public profile; all of them are in the list of tracks, which goes on by `Link`. */
const MOST_TRACKS = 100;

/** What is told of the routes that answer `publicProfile`. */
export const SEEN_BY = 'Answers the profile, its newest tracks, and how the viewer stands to it.';

/** The account of a user name in a path. @throws not_found when nobody bears the name */
export async function accountNamed({ accounts }: Pick<Services, 'accounts'>, username: string): Promise<Account> {
  const account = await accounts.byLogin(username);
  if (!account) throw noAccount();
  return account;
}

/**
 * A profile with its tracks, and how the one who looks stands to it.
 * @param viewerId whose relation is asked for; it opens nothing that the caller may not see. Absent or empty: the caller's
 *   own; an id that is nobody's: a stranger's
 */
export async function publicProfile(
  services: Services,
  request: Request,
  caller: Account | undefined,
  username: string,
  viewerId: string | undefined,
) {
  const { social, uploads, config } = services;
  const viewer = viewerId ? parseId(viewerId) : caller?.id;
  const { id } = await accountNamed(services, username);
  const origin = originOf(request, config);
  const profile = await social.profile(caller, id);
  const tracks = await uploads.tracksOf(id, { limit: Math.min(MOST_TRACKS, config.listLimit) });
  return dataOf<Static<typeof PublicProfile>>({
    profile: profileDocument(origin)(profile),
    tracks: tracks.entries.map(fileDocument(origin)),
    followersCount: profile.followers,
    followingCount: profile.following,
    isFollowing: viewer !== undefined && (await social.follows(viewer, id)),
    isOwnProfile: viewer === id,
  });
}
