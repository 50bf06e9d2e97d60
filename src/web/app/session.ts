import { signal } from '@preact/signals';
import { ask, renewal } from '../api/client.ts';
import { dropLinked } from '../api/linked.ts';
import { dropLists } from '../api/long-list.ts';
import { dropResources, forgetResources } from '../api/resource.ts';
import { forgetTracks } from '../api/some-tracks.ts';
import { say } from '../words/words.ts';
import { favourites, loadFavourites } from './favourites.ts';
import { tell } from './notices.ts';
import { isBoolean, stored } from './stored.ts';
import { forgetUploads } from './uploads-kept.ts';

export interface Member {
  id: string;
  username: string;
}

/**
 * Who is signed in. The tokens are cookies that no script can read; what is stored is only that there are some, so that
 * strangers are not asked who they are, and that all tabs know when somebody leaves.
 */
const isMember = stored('member', false, isBoolean);
export const member = signal<Member | undefined>(undefined);
/** What opens the dialog in which one signs in, and what is done afterwards. */
export const signingIn = signal<{ isNew: boolean; after?: (() => void) | undefined } | undefined>(undefined);

/** Milliseconds: an access cookie lasts 15 minutes. */
const RENEW = 12 * 60_000;
let renewing: Promise<boolean> | undefined;

export function startSession(): void {
  renewal.renew = renew;
  isMember.subscribe((isIn) => {
    if (isIn) void recognize();
    else if (member.peek()) forget();
  });
  setInterval(() => isMember.peek() && void renew(), RENEW);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && isMember.peek() && member.peek()) void renew();
  });
}

/** Does something as a member: at once, or when the dialog has been filled in. */
export function asMember(action: () => void): void {
  if (member.peek()) action();
  else signingIn.value = { isNew: false, after: action };
}

/** @throws Failure */
export async function signIn(username: string, password: string): Promise<void> {
  await ask('/user/login', { method: 'POST', body: { username, password } });
  isMember.value = true;
  await recognize();
  const after = signingIn.peek()?.after;
  signingIn.value = undefined;
  after?.();
}

/** @throws Failure */
export async function createAccount(username: string, email: string, password: string): Promise<void> {
  await ask('/user/register', { method: 'POST', body: { username, email, password } });
  await signIn(username, password);
}

export async function signOut(): Promise<void> {
  await ask('/user/logout', { method: 'POST' }).catch(() => {});
  leave();
}

/** What was signed in here is no longer. */
export function leave(): void {
  isMember.value = false;
  tell(say('signedOut'));
}

let recognizing: Promise<void> | undefined;

/** Asks who this is, once for all that want to know: what a second one read would come over what was done after the first. */
function recognize(): Promise<void> {
  recognizing ??= askWho().finally(() => {
    recognizing = undefined;
  });
  return recognizing;
}

async function askWho(): Promise<void> {
  if (member.peek()) return;
  try {
    const { id, username } = await ask<Member>('/user/get');
    member.value = { id, username };
    dropLinked();
    forgetResources();
    await loadFavourites();
  } catch {
    // `renew` has noticed it, if they are nobody any more.
  }
}

function forget(): void {
  member.value = undefined;
  favourites.value = new Set();
  forgetTracks();
  dropLists();
  dropLinked();
  forgetUploads();
  dropResources();
}

/** A new access cookie, once for all that wait for one. */
function renew(): Promise<boolean> {
  if (!isMember.peek()) return Promise.resolve(false);
  renewing ??= fetch('/user/refresh', { method: 'POST' })
    .then(({ ok, status }) => {
      if (!ok && status >= 400 && status < 500 && status !== 429) isMember.value = false;
      return ok;
    })
    .catch(() => false)
    .finally(() => {
      renewing = undefined;
    });
  return renewing;
}
