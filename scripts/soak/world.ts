/** One of the processes under test. It may be killed and started again, at the same address. */
export interface Replica {
  /** Without nginx between. */
  readonly origin: string;
  /** Its address as nginx tells it. */
  readonly address: string;
  readonly isReady: boolean;
  /** Kills it, as a failing machine does. */
  kill(): Promise<void>;
  /** Ends it as an owner does. @returns its status */
  stop(): Promise<number | null>;
  /** Starts it again. @param more settings; resolves when it answers; @throws Error with what it printed */
  start(more?: Record<string, string>): Promise<void>;
  /** Most bytes of memory that one of its processes has held. */
  memoryPeak(): number;
  /** Lines of its log that tell of errors nobody expects. */
  complaints(): string[];
}

/** All that a soak runs on, started and ended by others. */
export interface World {
  /** Of nginx. */
  readonly origin: string;
  readonly replicas: readonly Replica[];
  readonly databaseUrl: string;
  readonly root: { login: string; password: string };
  /** What the store is, for the report. */
  readonly storeName: string;
  /** Stops PostgreSQL as a crash does, and starts it again. */
  restartDatabase(): Promise<void>;
  /** The store breaks its connections and refuses others; or, if it is silent, it does not answer any more. */
  storeLeaves(isSilent: boolean): void;
  storeComes(): void;
  /** Names of all objects in the store, without their places. */
  objects(): Promise<string[]>;
  /** Runs `tonearm media check --json` with an age of 0. */
  check(): Promise<{ status: number | null; output: string }>;
}

/** Hidden settings with which the janitor erases at once what is left. */
export const EAGER_JANITOR = { JANITOR_AGE_SECONDS: '0', JANITOR_EVERY_SECONDS: '1' };
