interface Waiting {
  size: number;
  enter(): void;
}

/** Room for so much at a time. Whoever finds none waits; all get in in the order in which they came. */
export class Room {
  readonly #size: number;
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#free = size;
  }

  /** How much of it something takes: what is larger than the room has it for itself. */
  #fitting(size: number): number {
    return Math.min(size, this.#size);
  }

  hasRoom(size = 1): boolean {
    return this.#waiting.length === 0 && this.#fitting(size) <= this.#free;
  }

  /** Takes room, which has to be left again. @returns resolves when it is taken; `undefined`: at once */
  enter(size = 1): Promise<void> | undefined {
    if (!this.hasRoom(size)) return new Promise((enter) => this.#waiting.push({ size: this.#fitting(size), enter }));
    this.#free -= this.#fitting(size);
    return undefined;
  }

  leave(size = 1): void {
    this.#free += this.#fitting(size);
    for (let next = this.#waiting[0]; next !== undefined && next.size <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.size;
      next.enter();
    }
  }
}
