import { count, type Figures } from './client.ts';

/** A file of whose upload there was an answer. */
export interface Kept {
  /** Addresses at which it is had; reading it there is no play. */
  readonly paths: readonly string[];
  /** Its bytes; `undefined` for a picture that was drawn of what was sent. */
  readonly bytes: (() => Buffer) | undefined;
  /** Its id, if it is a track. */
  readonly track?: string;
  /** The id by which it is deleted. */
  readonly id?: string;
  /** SHA-256 of a picture that was drawn, as it was read first. */
  sha256?: string;
  /** It was deleted or replaced, or may have been. */
  isLeaving?: boolean;
  /** That was answered. */
  isGone?: boolean;
}

/** A track played by one listener within 30 s. */
export interface Play {
  track: string;
  /** By whom and when the requests were answered. */
  answers: { servedBy: string; at: number }[];
}

/** In milliseconds since the epoch; without an end while it lasts. */
export interface Outage {
  from: number;
  to: number;
}

/** What the clients know: what was promised to them, and what went wrong. */
export class Books {
  readonly figures: Figures = new Map();
  readonly files: Kept[] = [];
  readonly plays: Play[] = [];
  /** By listener and track, whether it is a favourite; `undefined`: nobody knows, as an answer is missing. */
  readonly likes = new Map<string, { token: string; track: string; isLiked: boolean | undefined }>();
  /** Amounts by receipt, and whether they were answered. */
  readonly payouts = new Map<string, { amount: number; isAnswered: boolean }>();
  readonly kills: { address: string; at: number }[] = [];
  /** When the database was away, and when the store was. */
  readonly outages: Outage[] = [];
  readonly storeOutages: Outage[] = [];
  readonly faults: string[] = [];

  count(name: string, by = 1): void {
    count(this.figures, name, by);
  }

  /** Something that must not happen. */
  fault(name: string, text: string): void {
    this.count(name);
    if (this.faults.length < 100) this.faults.push(`${new Date().toISOString()} ${name}: ${text}`);
  }

  /** Files that stay. */
  get staying(): Kept[] {
    return this.files.filter(({ isLeaving }) => !isLeaving);
  }
}
