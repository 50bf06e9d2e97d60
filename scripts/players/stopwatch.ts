import type { Program } from '../bench/program.ts';

/** @returns measures one thing some times over, and prints a line of a table; @param only names of what is measured, if not all */
export function stopwatch(program: Program, database: () => number, rounds: number, only: RegExp) {
  console.log('| | p50 | p95 | first | CPU | database | KiB | at most |\n|---|--:|--:|--:|--:|--:|--:|--:|');

  /**
   * @param atMost milliseconds to be content with
   * @param ask gives the bytes of the answer; @param before is not measured
   */
  return async (
    name: string,
    atMost: string,
    ask: (round: number) => Promise<number>,
    before?: () => Promise<unknown>,
  ): Promise<void> => {
    if (!only.test(name)) return;
    const taken: number[] = [];
    let [bytes, cpu, other] = [0, 0, 0];
    for (let round = 0; round < rounds; round++) {
      await before?.();
      const [used, usedThere, start] = [program.cpu(), database(), performance.now()];
      bytes = await ask(round);
      taken.push(performance.now() - start);
      cpu += ((program.cpu() - used) / rounds) * 1000;
      other += ((database() - usedThere) / rounds) * 1000;
    }
    const times = [quantile(taken, 0.5), quantile(taken, 0.95), taken[0] ?? 0, cpu, other].map((time) =>
      time.toFixed(1),
    );
    console.log(`| ${name} | ${times.join(' | ')} | ${(bytes / 1024).toFixed(0)} | ${atMost} |`);
  };
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
