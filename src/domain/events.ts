import type { Handle } from '../db/database.ts';
import type { Id } from '../lib/ids.ts';
import type { Account } from './accounts/model.ts';
import type { DocumentKey } from './label/documents/model.ts';
import type { HistoryEntry } from './listening/model.ts';
import type { Drop } from './media/service.ts';
import type { Ending, Notice } from './notifications/model.ts';

/** Events: something happens in one room and other rooms react to it. The name of each, and its payload. */
export interface EventMap {
  /** An account was created. `name`: the display name its owner asked for, where that is not the login. */
  'account.joined': { account: Account; name: string | undefined };
  /** An account is about to be deleted; its row is locked, so nothing new can refer to it. `drop` deletes stored files. */
  'account.leaving': { account: Account; drop: Drop };
  /** A login or a display name has changed; the changed row is locked. */
  'account.renamed': { account: Id };
  /** A stage name has changed; the roster row is locked. */
  'artist.renamed': { account: Id };
  /** A profile became private, or public; its row is locked. */
  'profile.visibility': { account: Id };
  /**
   * Entries of the catalogue were added, changed, hidden, shown or deleted; each transaction that does so tells it, of all of
   * them. What follows from it is worked out when the transaction's work is done.
   */
  'catalogue.changed': { artists?: readonly Id[]; albums?: readonly Id[]; tracks?: readonly Id[] };
  /** An upload became a track of the catalogue. */
  'track.published': { account: Id; track: Id };
  /** Tracks were deleted. `account`: the owner of the uploads they were made of, `null` for a release's tracks. */
  'tracks.removed': { account: Id | null; tracks: readonly Id[] };
  /** Tracks of an account were played. */
  'tracks.played': { account: Id; plays: number };
  /** Accounts have listened to tracks, and each time the row of the history is written. */
  'tracks.heard': readonly HistoryEntry[];
  /** A document is about to be deleted; its row is locked. A subscriber that still needs it throws `document_in_use`. */
  'document.leaving': { document: DocumentKey };
  /** Things have happened that artists, their managers and webhooks are told of: those of one transaction, together. */
  'label.notices': readonly Notice[];
  /** The last day of a contract was set, changed or taken away, or it was terminated; the contract is locked. */
  'contract.ending': Ending;
}

/** The subscribers of each event, in the order in which they run. Every event is listed, also one without subscribers. */
export type Subscribers = {
  [Name in keyof EventMap]: readonly ((tx: Handle, event: EventMap[Name]) => Promise<void>)[];
};

export interface Events {
  /**
   * Runs the subscribers one after another in the caller's transaction: their writes are committed or rolled back with
   * it, and an exception of one of them rolls all of it back.
   * @throws what a subscriber throws
   */
  emit<Name extends keyof EventMap>(tx: Handle, name: Name, event: EventMap[Name]): Promise<void>;
}

/** @param subscribers called at each event, not at once: services are created before the list that refers to them */
export function eventBus(subscribers: () => Subscribers): Events {
  return {
    emit: async (tx, name, event) => {
      for (const subscriber of subscribers()[name]) await subscriber(tx, event);
    },
  };
}
