import { Cover } from '../../../lists/cover.tsx';
import { coverAddress } from './types.ts';

interface ReleaseCoverProps {
  /** The key of the picture; empty: there is none. */
  cover: string;
  name: string;
  /** Pixels of the page. */
  side: number;
  /** What is read aloud of it; nothing beside a text that says the same. */
  alt?: string;
  /** Changes with the picture. */
  version?: number;
}

/** A release's cover, also before it is in the catalogue. */
export function ReleaseCover({ cover, name, side, alt = '', version }: ReleaseCoverProps) {
  const address = coverAddress(cover, side > 300 ? '1200' : '600', version);
  if (address === null) return <Cover cover={null} name={name} side={side} />;
  return <img class="cover" src={address} alt={alt} width={side} height={side} loading="lazy" decoding="async" />;
}
