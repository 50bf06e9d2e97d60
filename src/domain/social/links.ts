import { invalid } from '../../errors.ts';
import { isLongerThan } from '../../lib/text.ts';
import type { SocialLinks } from './model.ts';

/** Characters of a whole link. */
const LONGEST = 500;

const TELEGRAM_NAME = /^@\w{1,32}$/;

/**
 * Links as they are stored and shown: with a scheme, `https://` where the input has none.
 * @throws invalid (`links.<name>`) naming the one that is no link
 */
export function readLinks(links: SocialLinks): SocialLinks {
  return Object.fromEntries(Object.entries(links).map(([kind, link]) => [kind, readLink(kind, link)]));
}

function readLink(kind: string, text: string): string {
  const link = text.trim();
  const isTelegram = kind === 'telegram';
  if (isTelegram && TELEGRAM_NAME.test(link)) return link;
  const whole = /^https?:\/\//i.test(link) ? link : withScheme(link);
  if (whole === undefined || !isPage(whole))
    throw invalid(`links.${kind}`, `must be ${isTelegram ? '@name or ' : ''}an http(s) link`);
  if (isLongerThan(whole, LONGEST)) throw invalid(`links.${kind}`, `must have at most ${LONGEST} characters`);
  return whole;
}

/** Adds the scheme to a link that begins with a host with a dot. `undefined` for others: `javascript:…`, `//host`, `name`. */
function withScheme(link: string): string | undefined {
  return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d{1,5})?([/?#]|$)/u.test(link) ? `https://${link}` : undefined;
}

/** Whether a link may be shown to browsers: http(s) without credentials. */
function isPage(text: string): boolean {
  const url = /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) ? URL.parse(text) : null;
  return url !== null && url.username === '' && url.password === '';
}
