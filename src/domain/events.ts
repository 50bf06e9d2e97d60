import type { Handle } from '../db/database.ts';
import type { Id } from '../lib/ids.ts';
import type { Account } from './accounts/model.ts';
import type { DocumentKey } from './label/documents/model.ts';
import type { Drop } from './media/service.ts';

/** What happens in one room and concerns others: the name of each event, and what is told with it. */
export interface EventMap {
  /** An account was made. `name`: what its owner wants to be called, where that is not the login. */
  'account.joined': { account: Account; name: string | undefined };
  /** An account is about to be deleted; nobody else can refer to it any more. `drop` deletes stored files. */
  'account.leaving': { account: Account; drop: Drop };
  /** A login or a display name has changed; the row that it stands in is held. */
  'account.renamed': { account: Id };
  /** A stage name has changed; likewise. */
  'artist.renamed': { account: Id };
  /** A profile became private, or public; it is held. */
  'profile.hidden': { account: Id };
  /** An upload became a track. */
  'track.published': { account: Id; track: Id };
  /** Tracks were deleted. `account`: whose uploads they were, `null` when they were none. */
  'tracks.removed': { account: Id | null; tracks: readonly Id[] };
  /** Tracks of an account were played. */
  'tracks.played': { account: Id; plays: number };
  /** A document is about to be deleted; it is locked. Whoever needs it throws `document_in_use`. */
  'document.leaving': { document: DocumentKey };
}

/** Who is told of what, in which order. All events are listed, also those that nobody hears. */
export type Subscribers = {
  [Name in keyof EventMap]: readonly ((tx: Handle, event: EventMap[Name]) => Promise<void>)[];
};

export interface Events {
  /**
   * Tells the subscribers, in their order, inside the transaction in which it happens: what they do is done with it, or
   * not at all, and what they throw undoes it.
   */
  tell<Name extends keyof EventMap>(tx: Handle, name: Name, event: EventMap[Name]): Promise<void>;
}

/** @param subscribers asked for at each event, so that rooms may be put together before they are listed */
export function eventsTold(subscribers: () => Subscribers): Events {
  return {
    tell: async (tx, name, event) => {
      for (const hear of subscribers()[name]) await hear(tx, event);
    },
  };
}
