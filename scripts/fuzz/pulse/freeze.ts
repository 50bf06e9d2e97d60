/** Milliseconds for which a server may answer nobody. */
export const FROZEN = 250;

/** What to watch. */
export interface Watch {
  origin: string;
  /** Of the server, where it is known. */
  pid: number | undefined;
}

/** The server answered nobody for a while. */
export interface Freeze {
  /** Milliseconds until it answered. */
  took: number;
  /** The same without what the machine was to blame for. */
  frozen: number;
}

/** Watches a server until it is stopped. */
export function watchPulse(watch: Watch, onFreeze: (freeze: Freeze) => void): { stop(): void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url).href);
  worker.onmessage = ({ data }: MessageEvent<Freeze>) => onFreeze(data);
  worker.postMessage(watch);
  return { stop: () => worker.terminate() };
}
