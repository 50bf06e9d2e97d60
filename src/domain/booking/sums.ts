/** A sum of many parts, exact: in a double while it fits, the rest in a bigint. */
export class Sum {
  quantity = 0;
  #units = 0;
  #beyond = 0n;

  /** @param units a whole number within 2^53 */
  add(units: number, quantity: number): void {
    const sum = this.#units + units;
    if (sum > Number.MAX_SAFE_INTEGER || sum < -Number.MAX_SAFE_INTEGER) {
      this.#beyond += BigInt(this.#units);
      this.#units = units;
    } else this.#units = sum;
    this.quantity += quantity;
  }

  addLarge(units: bigint, quantity: number): void {
    this.#beyond += units;
    this.quantity += quantity;
  }

  get units(): bigint {
    return this.#beyond + BigInt(this.#units);
  }
}

/** Words by number, each once. */
export class Words<Word extends string> {
  readonly all: Word[] = [];
  readonly #numbers = new Map<Word, number>();

  numberOf(word: Word): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.all.push(word) - 1;
      this.#numbers.set(word, number);
    }
    return number;
  }
}

/** Whole numbers by number, in a few bytes each; those that were not set are -1. */
export class Numbers {
  #values = new Int32Array(1024).fill(-1);

  set(at: number, value: number): void {
    if (at >= this.#values.length) {
      const more = new Int32Array(Math.max(at + 1, this.#values.length * 2)).fill(-1);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[at] = value;
  }

  get(at: number): number {
    return this.#values[at] ?? -1;
  }
}
