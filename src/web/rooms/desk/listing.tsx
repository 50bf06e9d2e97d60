import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { retype, route } from '../../app/router.ts';
import { Icon } from '../../lists/icon.tsx';
import { say } from '../../words/words.ts';

/** What the label's lists answer. */
export interface Paged<Entry> {
  data: Entry[];
  pagination: { total: number; totalPages: number; currentPage: number; limit: number };
}

/** Milliseconds without a letter, after which is searched. */
const PAUSE = 250;

/** The address of this room with other questions; empty ones are left out. All but `page` begin at the first page. */
function asking(changes: Readonly<Record<string, string>>): string {
  const { room, id, query } = route.value;
  const asked = new URLSearchParams(query);
  asked.delete('page');
  for (const [name, text] of Object.entries(changes)) {
    if (text === '') asked.delete(name);
    else asked.set(name, text);
  }
  const question = asked.toString();
  return `#/${room}/${id}${question === '' ? '' : `?${question}`}`;
}

/**
 * The address of a list of the label's dialect, as the room's address asks for it: `q` is its search, `page` its page.
 * @param path of the list
 * @param filters of the dialect, by their names in the room's address
 */
export function listAddress(path: string, filters: Readonly<Record<string, string>> = {}, limit = 20): string {
  const { query } = route.value;
  const asked = new URLSearchParams({ limit: String(limit) });
  const page = query.get('page') ?? '';
  if (/^[1-9]\d{0,8}$/.test(page)) asked.set('page', page);
  const search = query.get('q')?.trim();
  if (search) asked.set('search', search.slice(0, 200));
  for (const [name, filter] of Object.entries(filters)) {
    const value = query.get(name);
    if (value) asked.set(filter, value);
  }
  return `${path}?${asked}`;
}

/** Whether the room's address asks for a part of the list only: then an empty one says so. */
export const isNarrowed = (): boolean => [...route.value.query.keys()].some((name) => name !== 'page');

/** What narrows a list down, in a row above it. */
export function Filters({ children }: { children: ComponentChildren }) {
  return <div class="filters">{children}</div>;
}

/** Finds by words: the room's address says them, as `q`. */
export function FindFilter({ label }: { label: string }) {
  const asked = route.value.query.get('q') ?? '';
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div class="filter grow">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => retype(asking({ q: value.trim() })), PAUSE);
        }}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  /** In the room's address. */
  name: string;
  /** Values, and what is said for them; the first stands for no choice when its value is empty. */
  options: readonly (readonly [string, string])[];
}

export function ChoiceFilter({ label, name, options }: ChoiceProps) {
  const id = useId();
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={route.value.query.get(name) ?? ''}
        onChange={({ currentTarget }) => retype(asking({ [name]: currentTarget.value }))}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Links to the pages before and behind, where there is more than one. */
export function Pages({ pagination: { currentPage, totalPages } }: Pick<Paged<unknown>, 'pagination'>) {
  if (totalPages < 2) return null;
  return (
    <nav class="pages" aria-label={say('pages')}>
      <PageLink to={currentPage - 1} isThere={currentPage > 1} name={say('previousPage')} icon="back" />
      <span>{say('pageOf', { page: String(currentPage), pages: String(totalPages) })}</span>
      <PageLink to={currentPage + 1} isThere={currentPage < totalPages} name={say('nextPage')} icon="forth" />
    </nav>
  );
}

function PageLink({ to, isThere, name, icon }: { to: number; isThere: boolean; name: string; icon: string }) {
  if (!isThere) return <span class="icon-button" />;
  return (
    <a class="icon-button" href={asking({ page: to === 1 ? '' : String(to) })} aria-label={name}>
      <Icon name={icon} />
    </a>
  );
}
