import type { Random } from './random.ts';

/** A choice that was made for a request: of these, this. */
export interface Choice {
  question: string;
  answer: string;
}

/** What worked together before: answers by question. */
export type Recipe = ReadonlyMap<string, string>;

/** How much of a success an outcome is for a choice: a 403 speaks against who asks, a 404 against what is named. */
function rewardOf({ question }: Choice, status: number): number {
  if (status < 400) return 1;
  const isWho = question.endsWith(WHO);
  if (status === 401 || status === 403) return isWho ? 0 : 0.3;
  if (status === 404) return isWho ? 0.3 : 0;
  return isWho ? 0.4 : 0.15;
}

/** Ends the questions by whom a request is made. */
export const WHO = ' by whom';

/** The share of choices that are made at random, whatever is known. */
const CURIOSITY = 0.05;
/** The share of requests that repeat the choices of one that succeeded. */
const ROUTINE = 0.7;
const MOST_RECIPES = 10;

/**
 * Learns what works. The document says that `/v1/notes/{id}` takes an id, not whose; it says that a token is needed, not
 * of which role. So each such choice is made as it was when it went well before, and now and then in another way.
 */
export class Habits {
  readonly #known = new Map<string, { tries: number; reward: number }>();
  readonly #recipes = new Map<string, Recipe[]>();

  /** The choices of an earlier request for the operation that succeeded, mostly. */
  recipe(random: Random, operation: string): Recipe {
    const known = this.#recipes.get(operation);
    return known && random.chance(ROUTINE) ? random.pick(known) : new Map();
  }

  /** @param expected how well an answer is thought to do before it was tried: 0 to 1 */
  choose(
    random: Random,
    recipe: Recipe,
    question: string,
    answers: readonly string[],
    expected: (answer: string) => number,
  ): Choice {
    const usual = recipe.get(question);
    if (usual !== undefined && answers.includes(usual)) return { question, answer: usual };
    if (random.chance(CURIOSITY)) return { question, answer: random.pick(answers) };
    return {
      question,
      answer: random.weighted(answers, (answer) => this.worth({ question, answer }, expected(answer)) ** 3),
    };
  }

  /** How well a choice does, from 0 to 1. @param expected how well it is thought to do before it was tried */
  worth({ question, answer }: Choice, expected: number): number {
    const { tries, reward } = this.#known.get(`${question}\n${answer}`) ?? { tries: 0, reward: 0 };
    return (reward + 2 * expected) / (tries + 2);
  }

  learn(random: Random, operation: string, choices: readonly Choice[], status: number): void {
    for (const choice of choices) {
      const { question, answer } = choice;
      const reward = rewardOf(choice, status);
      const key = `${question}\n${answer}`;
      const known = this.#known.get(key) ?? { tries: 0, reward: 0 };
      // What was learned long ago fades: the world changes under the requests.
      const fading = known.tries > 40 ? 0.5 : 1;
      this.#known.set(key, { tries: known.tries * fading + 1, reward: known.reward * fading + reward });
    }
    if (status >= 400) return;
    const recipes = this.#recipes.get(operation) ?? [];
    this.#recipes.set(operation, recipes);
    const at = recipes.length < MOST_RECIPES ? recipes.length : random.whole(0, MOST_RECIPES - 1);
    recipes[at] = new Map(choices.map(({ question, answer }) => [question, answer]));
  }
}
