import { readFileSync } from 'node:fs';

/** Programs that the benchmark has started and not stopped. */
const running = new Set<Bun.Subprocess>();

/** The kernel counts processor time in hundredths of a second on every Linux. */
const TICKS_A_SECOND = 100;
const STOP_PATIENCE = 5_000;

/** A server under load, known by its process. */
export class Program {
  private constructor(
    readonly url: string,
    private readonly process: Bun.Subprocess,
  ) {}

  /**
   * Starts a server.
   * @param url where it will listen; absent: it prints that itself
   * @throws with what it said when it ends before it listens
   */
  static async start(command: string[], env: Record<string, string>, url?: string): Promise<Program> {
    const child = Bun.spawn(command, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    return new Program(url ?? (await printedUrl(child.stdout, command)), child);
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Seconds of processor time that the process has used, in user and kernel mode. */
  cpu(): number {
    const stat = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8');
    // The second field is the name, which may hold anything; the fourteenth and fifteenth are utime and stime.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  /** Bytes of memory that the process holds now, with the pages of its executable. */
  memory(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Ends it as an operator would, and by force when that takes too long. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    const late = setTimeout(() => this.process.kill('SIGKILL'), STOP_PATIENCE);
    await this.process.exited;
    clearTimeout(late);
    running.delete(this.process);
  }
}

/** Ends whatever is still running at once: for the way out, after a failure too. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

async function printedUrl(output: ReadableStream<Uint8Array>, command: string[]): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  // What it says later stays in the pipe, which has room for more than these servers say.
  const reader = output.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${command.join(' ')} ended before it listened:\n${text}`);
    text += decoder.decode(value, { stream: true });
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    if (url !== undefined) return url;
  }
}
