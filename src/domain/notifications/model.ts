import { NOTICES, type NoticeType, type SubjectKind } from '../../db/schema/notifications.ts';
import { problems } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

export { NOTICES, type NoticeType, type SubjectKind };

/** The topic of tasks that tell people of the end of a contract. */
export const CONTRACT_ENDING = 'contract_ending';

/** The topic, and the lane, of tasks that delete what was read long ago. */
export const TRIM_NOTIFICATIONS = 'trim_notifications';

/** Something that an artist, their manager and other programs are told of. */
export interface Notice {
  artist: Id;
  type: NoticeType;
  /** What there is to say of it, in the words of whoever did it, or as a number or a day. */
  text: string;
  subject: { kind: SubjectKind; id: Id };
}

/** The last day of a contract, `YYYY-MM-DD`; `null` when it has none any more, or is terminated. */
export interface Ending {
  artist: Id;
  contract: Id;
  /** Of the contract. */
  number: string;
  day: string | null;
}

/** A notice as one person has it. */
export interface Notification extends Omit<Notice, 'artist'> {
  id: Id;
  isRead: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export const refuse = problems({
  notification: ['not_found', 'No such notification'],
});

export type NotificationProblem = Parameters<typeof refuse>[0];
