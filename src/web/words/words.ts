import { computed, signal } from '@preact/signals';
import { renewPage } from '../app/newer.ts';
import { isOneOf, stored } from '../app/stored.ts';
import { type Counted, english, type Word, type Words } from './english.ts';

export const LANGUAGES = { en: 'English', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

const preferred: Language = navigator.languages
  .map((tag) => tag.slice(0, 2))
  .find((tag) => tag in LANGUAGES) as Language;

/** What was chosen. What is shown follows as soon as its words are there. */
export const language = stored<Language>('language', preferred ?? 'en', isOneOf(['en', 'ru'] as const));

/** The words of a room, which come with it. */
export type RoomWords = Readonly<Record<Language, () => Promise<Partial<Record<Word, string>>>>>;
const entered = new Set<RoomWords>();

interface Shown {
  language: Language;
  words: Omit<Words, 'texts'> & { texts: Partial<Record<Word, string>> };
}
const shown = signal<Shown>({ language: 'en', words: english });
/** The language that is shown now. */
export const shownLanguage = computed(() => shown.value.language);
const plurals = computed(() => new Intl.PluralRules(shown.value.language));
const numbers = computed(() => new Intl.NumberFormat(shown.value.language));

/** Waits for the words of the language that was chosen. */
export async function startWords(): Promise<void> {
  await speak(language.value);
  language.subscribe((chosen) => void speak(chosen));
}

/** Waits for the words of a room that is entered. @throws when there is no way to them */
export async function learn(words: RoomWords): Promise<void> {
  const [now, texts] = [shownLanguage.peek(), await words[shownLanguage.peek()]()];
  entered.add(words);
  if (now !== shownLanguage.peek()) return speak(shownLanguage.peek());
  const { counted, texts: known } = shown.peek().words;
  shown.value = { language: now, words: { counted, texts: { ...known, ...texts } } };
}

async function speak(chosen: Language): Promise<void> {
  const words = chosen === 'ru' ? await russianWords() : english;
  const ofRooms = await Promise.all([...entered].map((room) => room[chosen]())).catch(() => undefined);
  // Meanwhile another may have been chosen.
  if (!words || !ofRooms || chosen !== language.peek()) return;
  shown.value = { language: chosen, words: { ...words, texts: Object.assign({}, words.texts, ...ofRooms) } };
  document.documentElement.lang = chosen;
}

/** None when there is no way to them: then the page goes on in the language that it has. */
const russianWords = (): Promise<Words | undefined> =>
  import('./russian.ts').then(
    ({ russian }) => russian,
    async () => void (await renewPage()),
  );

/** A text in the language that is shown. @param values what stands for `{name}` in it */
export function say(word: Word, values: Readonly<Record<string, string>> = {}): string {
  return filled(shown.value.words.texts[word] ?? '', values);
}

/** A text that depends on a number, as "3 tracks". */
export function count(word: Counted, number: number): string {
  const forms = shown.value.words.counted[word];
  const form = forms[plurals.value.select(number) as keyof typeof forms] ?? forms.other;
  return filled(form, { n: numbers.value.format(number) });
}

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** Seconds as "3:20", or "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
