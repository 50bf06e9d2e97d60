import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface MenuItem {
  label: string;
  act: () => void;
}

interface Open {
  button: HTMLElement;
  label: string;
  items: readonly MenuItem[];
}

const open = signal<Open | undefined>(undefined);

/** Opens a menu beside its button, or closes it. */
export function toggleMenu(button: HTMLElement, label: string, items: readonly MenuItem[]): void {
  open.value = open.peek()?.button === button ? undefined : { button, label, items };
}

/** The one menu that is open. */
export function Menu() {
  const menu = open.value;
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!menu || !element.current) return;
    const [box, own] = [menu.button.getBoundingClientRect(), element.current.getBoundingClientRect()];
    const above = box.bottom + own.height + 8 > innerHeight;
    const top = above ? Math.max(8, box.top - own.height - 4) : box.bottom + 4;
    element.current.style.top = `${top}px`;
    element.current.style.left = `${Math.max(8, Math.min(box.right - own.width, innerWidth - own.width - 8))}px`;
    element.current.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
  }, [menu]);
  useEffect(() => {
    if (!menu) return;
    const close = (event: Event) => {
      const isInside = event.target instanceof Node && element.current?.contains(event.target);
      if (!isInside && !(event.target instanceof Node && menu.button.contains(event.target))) open.value = undefined;
    };
    const shut = () => {
      open.value = undefined;
    };
    addEventListener('pointerdown', close);
    addEventListener('scroll', shut, { passive: true });
    addEventListener('hashchange', shut);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('scroll', shut);
      removeEventListener('hashchange', shut);
    };
  }, [menu]);
  if (!menu) return null;

  const shut = () => {
    open.value = undefined;
    menu.button.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(element.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') shut();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={element} class="menu" role="menu" aria-label={menu.label} tabIndex={-1} onKeyDown={onKeyDown}>
      {menu.items.map(({ label, act }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            shut();
            act();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
