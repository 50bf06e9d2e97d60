import { useMemo } from 'preact/hooks';
import { encodeQR } from 'qr';
import { say } from '../../words/words.ts';

/** Squares of white around it, without which cameras do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** A text for the camera of a phone: black on white, also where the page is dark. */
export function QrCode({ text }: { text: string }) {
  const rows = useMemo(() => encodeQR(text, 'raw', { ecc: 'medium', border: QUIET }), [text]);
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg class="qr-code" role="img" aria-label={say('qrCode')} viewBox={`0 0 ${rows.length} ${rows.length}`}>
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path.join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
