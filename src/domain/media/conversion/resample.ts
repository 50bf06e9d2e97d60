/** Zeros of the sinc on each side, Kaiser's window and the cut: flat to 0.8 of the lower rate's half, -70 dB beyond it. */
const ZEROS = 24;
const BETA = 7;
const CUT = 0.9;
/** Where the rates have no small common measure, output samples are put to the nearest earlier of so many places. */
const MOST_PLACES = 1024;

/**
 * The same music with another sampling rate, as long to the sample.
 *
 * @param pieces of each channel its samples, always of as many channels
 * @param from,to in Hz
 */
export async function* atRate(
  pieces: Iterable<Float32Array[]> | AsyncIterable<Float32Array[]>,
  from: number,
  to: number,
): AsyncGenerator<Float32Array[]> {
  if (from === to) return yield* pieces;
  let resamplers: Resampler[] = [];
  for await (const piece of pieces) {
    if (resamplers.length === 0) resamplers = piece.map(() => new Resampler(from, to));
    yield resamplers.map((one, channel) => one.push(piece[channel] as Float32Array));
  }
  yield resamplers.map((one) => one.end());
}

/** Where to begin reading, so that from some sample on the output is the same as if it had been read from the start. */
interface Entry {
  /** The first sample to read. */
  readonly from: number;
  /** Samples of the output that are too early, or lack what came before. */
  readonly skip: number;
}

/** @param sample of the output, from which on it is wanted */
export function entryFor(sample: number, from: number, to: number): Entry {
  const measure = commonMeasure(from, to);
  const [up, down] = [to / measure, from / measure];
  const lead = Math.ceil((reachOf(from, to) * to) / from);
  // Only there an output sample lies on one of the input.
  const begin = Math.max(0, Math.floor((sample - lead) / up));
  return { from: begin * down, skip: sample - begin * up };
}

const cutOf = (from: number, to: number): number => CUT * Math.min(1, to / from);
/** Samples of the input on each side that tell one of the output. */
const reachOf = (from: number, to: number): number => Math.ceil(ZEROS / cutOf(from, to));

/** Changes the sampling rate of one channel: a windowed sinc, computed once for each place between two samples. */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #filter: Float32Array[];
  readonly #reach: number;
  /** What was pushed and is still within the filter's reach. */
  #kept: Float32Array;
  /** Where between two samples of the input the next one of the output lies, in parts of `#up`. */
  #place = 0;

  /** @param from,to in Hz */
  constructor(from: number, to: number) {
    const measure = commonMeasure(from, to);
    this.#up = to / measure;
    this.#down = from / measure;
    const cut = cutOf(from, to);
    this.#reach = reachOf(from, to);
    const places = Math.min(this.#up, MOST_PLACES);
    this.#filter = Array.from({ length: places }, (_, place) => sinc(cut, this.#reach, place / places));
    this.#kept = new Float32Array(this.#reach - 1);
  }

  /** Takes the next samples and gives those that can be told by now. */
  push(samples: Float32Array): Float32Array {
    const [up, down, filter, taps] = [this.#up, this.#down, this.#filter, 2 * this.#reach];
    const input = new Float32Array(this.#kept.length + samples.length);
    input.set(this.#kept);
    input.set(samples, this.#kept.length);
    const output = new Float32Array(Math.ceil((input.length * up) / down));
    let [count, at, place] = [0, 0, this.#place];
    while (at + taps <= input.length) {
      output[count++] = weigh(input, at, filter[Math.floor((place * filter.length) / up)] as Float32Array);
      place += down;
      at += Math.floor(place / up);
      place %= up;
    }
    this.#place = place;
    this.#kept = input.slice(at);
    return output.subarray(0, count);
  }

  /** Gives the samples that were waiting for what follows, which is silence. */
  end(): Float32Array {
    return this.push(new Float32Array(this.#reach));
  }
}

function weigh(input: Float32Array, at: number, weights: Float32Array): number {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) sum += (weights[tap] as number) * (input[at + tap] as number);
  return sum;
}

/** The weights of the `2 * reach` samples around a point that lies `place` behind the middle one; they sum up to 1. */
function sinc(cut: number, reach: number, place: number): Float32Array {
  const weights = Float32Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - (reach - 1) - place;
    const angle = Math.PI * distance * cut;
    const window = bessel(BETA * Math.sqrt(Math.max(0, 1 - (distance / reach) ** 2)));
    return window * (angle === 0 ? 1 : Math.sin(angle) / angle);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The modified Bessel function of order zero, of which Kaiser's window is made. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function commonMeasure(a: number, b: number): number {
  return b === 0 ? a : commonMeasure(b, a % b);
}
