import type { Static } from '@sinclair/typebox';
import { type Account, noAccount } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { originOf } from '../../http/server/origin.ts';
import { parseId } from '../../lib/ids.ts';
import type { PublicProfile } from './answers.ts';
import { fileDocument } from './media-wire.ts';
import { dataOf, profileDocument } from './wire.ts';

/** `GET /users/:user/tracks` has all of them. */
const MAX_TRACKS = 100;

/** The description of the routes that answer `publicProfile`. */
export const PUBLIC_PROFILE = 'Answers the profile, its newest tracks, and how the viewer stands to it.';

/** The account of a user name. @throws not_found */
export async function accountNamed({ accounts }: Pick<Services, 'accounts'>, username: string): Promise<Account> {
  const account = await accounts.byLogin(username);
  if (!account) throw noAccount();
  return account;
}

/**
 * A profile with its newest tracks, and the viewer's relation to it.
 * @param viewerId the viewer; the caller when absent or empty, nobody for an unknown id. What may be seen depends on the
 *   caller alone
 * @throws not_found, forbidden
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
  const tracks = await uploads.tracksOf(id, { limit: Math.min(MAX_TRACKS, config.listLimit) });
  return dataOf<Static<typeof PublicProfile>>({
    profile: profileDocument(origin)(profile),
    tracks: tracks.entries.map(fileDocument(origin)),
    followersCount: profile.followers,
    followingCount: profile.following,
    isFollowing: viewer !== undefined && (await social.follows(viewer, id)),
    isOwnProfile: viewer === id,
  });
}
