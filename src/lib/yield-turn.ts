const waiting: (() => void)[] = [];

/**
 * Lets everybody else have their turn. Of those who wait for it one goes on in each turn of the event loop: so a hundred
 * long answers at once, whose every step is short, delay a short answer by one step, not by a hundred.
 */
export function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(resumeNext);
  });
}

function resumeNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeNext);
}
