const waiting: (() => void)[] = [];

/**
 * Yields to the event loop between the steps of long work. One waiting caller resumes in each turn of the loop: so a
 * hundred long answers at once delay a short one by one step, not by a hundred.
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
