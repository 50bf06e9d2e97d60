import { eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { feedStore } from './feed-store.ts';
import { profileStore } from './store.ts';

export type Social = ReturnType<typeof socialService>;

/** Profiles, who follows whom, and what those one follows did. */
export function socialService(db: Database) {
  const store = profileStore(db);
  const feed = feedStore(db);
  const { profiles } = db.tables;

  /** The profile of a new account, in the transaction that makes it. */
  async function join(tx: Handle, { id, createdAt }: Account): Promise<void> {
    await store.insert(tx, {
      account: id,
      ...{ displayName: null, bio: null, location: null, genres: [], instruments: [], links: {} },
      ...{ emailNotifications: true, showOnlineStatus: true, isPrivate: false, avatar: null, cover: null },
      ...{ tracks: 0, followers: 0, following: 0, plays: 0, createdAt, updatedAt: createdAt },
    });
  }

  /** What others lose with an account that goes: a follower, or somebody to follow. */
  const leave = (tx: Handle, { id }: Account) => store.unfollowAll(tx, id);

  /** Whether the viewer (`undefined`: a stranger) may see what belongs to the profile: it is public, his, or he follows it. */
  async function maySee(viewer: Account | undefined, owner: Id): Promise<boolean> {
    if (viewer?.role === 'root' || viewer?.id === owner) return true;
    const found = await store.visibility(db.read, owner, viewer?.id ?? '');
    return !found?.isPrivate || found.followId !== null;
  }

  /** Counts tracks that came (`1`) or went (`-1`), in the transaction in which they do. */
  const countTracks = (tx: Handle, account: Id, by: 1 | -1) =>
    store.count(tx, eq(profiles.account, account), 'tracks', by);

  /** Counts one play of a track of the account's. */
  const countPlay = (tx: Handle, account: Id) => store.count(tx, eq(profiles.account, account), 'plays', 1);

  /**
   * Tells the followers of a track that its maker has published, once the track is in the catalogue. The event goes with
   * the track, and shows the name that the track has when it is read.
   */
  const published = (tx: Handle, account: Id, track: Id) =>
    feed.insert(tx, { id: newId(), actor: account, action: 'track_published', track, createdAt: Date.now() });

  /** Tells the followers that a profile has changed; an earlier word of it gives way to this one. */
  async function announceChange(tx: Handle, account: Id, createdAt: number): Promise<void> {
    await feed.forgetChanges(tx, account);
    await feed.insert(tx, { id: newId(createdAt), actor: account, action: 'profile_updated', track: null, createdAt });
  }

  /** Gives the profile another avatar, which followers hear of, or none (`null`), by the id of an upload. */
  async function setAvatar(tx: Handle, account: Id, avatar: string | null): Promise<void> {
    const updatedAt = Date.now();
    await store.update(tx, account, { avatar, updatedAt });
    if (avatar !== null) await announceChange(tx, account, updatedAt);
  }

  /** Gives the profile another cover picture, or none, by the id of an upload. */
  const setCover = (tx: Handle, account: Id, cover: string | null) =>
    store.update(tx, account, { cover, updatedAt: Date.now() });

  /** What the person is called: his display name, or else his login; `undefined` when there is no such account. */
  async function nameOf(account: Id): Promise<string | undefined> {
    const found = await store.names(db.read, account);
    return found && (found.displayName ?? found.login);
  }

  return { join, leave, maySee, countTracks, countPlay, published, setAvatar, setCover, nameOf };
}
