import { useEffect } from 'preact/hooks';

/** The one heading of a room. It begins the title, and has the focus when the room is entered. */
export function Heading({ text }: { text: string }) {
  useEffect(() => {
    document.title = `${text} · Tonearm`;
  }, [text]);
  return <h1 tabIndex={-1}>{text}</h1>;
}
