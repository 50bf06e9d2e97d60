import { signal } from '@preact/signals';
import { ask, Failure } from '../api/client.ts';
import { forgetLinked } from '../api/linked.ts';
import { forgetResource } from '../api/resource.ts';
import type { Person } from '../api/types.ts';
import { say } from '../words/words.ts';
import { tell } from './notices.ts';
import { member } from './session.ts';

/** Whom one has followed or left in this page, by id: it comes over what the server had answered before. */
const changed = signal<ReadonlyMap<string, boolean>>(new Map());
/** Whom the server is being told of. */
const telling = new Set<string>();

member.subscribe((now) => {
  if (!now) changed.value = new Map();
});

type Followed = Pick<Person, 'userId' | 'username' | 'displayName' | 'isFollowing'>;

export const follows = ({ userId, isFollowing }: Followed): boolean => changed.value.get(userId) ?? isFollowing;

/** Follows somebody, or takes that back: shown at once, and undone when the server would not have it. */
export async function setFollow(person: Followed, wanted: boolean): Promise<void> {
  const me = member.peek();
  const { userId, username, displayName: name = username } = person;
  // Who signs in to follow may find that they have done so before, or that it is themselves.
  if (!me || me.id === userId || telling.has(userId)) return;
  telling.add(userId);
  change(userId, wanted);
  try {
    const verb = wanted ? 'follow' : 'unfollow';
    await ask(`/social/${verb}/${userId}`, { method: 'POST', body: { followerId: me.id } }).catch((error) => {
      // Another tab was faster.
      if (!(error instanceof Failure && error.status === (wanted ? 409 : 404))) throw error;
    });
    tell(say(wanted ? 'followed' : 'unfollowed', { name }));
  } catch {
    change(userId, !wanted);
    tell(say('failed'));
  } finally {
    telling.delete(userId);
    for (const of of ['/social/', '/users/']) {
      forgetLinked(of);
      forgetResource(of);
    }
  }
}

/** Leaves the word to the server, which is asked again when somebody is shown anew. */
export function settleFollow(id: string): void {
  if (telling.has(id)) return;
  const rest = new Map(changed.peek());
  if (rest.delete(id)) changed.value = rest;
}

function change(id: string, isFollowed: boolean): void {
  changed.value = new Map([...changed.peek(), [id, isFollowed]]);
}
