import { signal } from '@preact/signals';
import { ask, Failure } from '../api/client.ts';
import { forgetLinked } from '../api/linked.ts';
import { forgetResource } from '../api/resource.ts';
import type { Person } from '../api/types.ts';
import { say } from '../words/words.ts';
import { tell } from './notices.ts';
import { member } from './session.ts';
import { switching } from './switching.ts';

/** Whom one has followed or left in this page, by id: it comes over what the server had answered before. */
const changed = signal<ReadonlyMap<string, boolean>>(new Map());
member.subscribe((now) => {
  if (!now) changed.value = new Map();
});

type Followed = Pick<Person, 'userId' | 'username' | 'displayName' | 'isFollowing'>;

export const follows = ({ userId, isFollowing }: Followed): boolean => changed.value.get(userId) ?? isFollowing;

const turn = switching({
  show: (id, isFollowed) => {
    changed.value = new Map([...changed.peek(), [id, isFollowed]]);
  },
  send: async (id, isFollowed) => {
    const body = { followerId: member.peek()?.id };
    const verb = isFollowed ? 'follow' : 'unfollow';
    await ask(`/social/${verb}/${id}`, { method: 'POST', body }).catch((error) => {
      // It is so already: another tab was faster.
      if (!(error instanceof Failure && error.status === (isFollowed ? 409 : 404))) throw error;
    });
  },
});

/** Follows somebody, or takes that back: shown at once, and undone when the server would not have it. */
export async function setFollow({ userId, username, displayName: name = username }: Followed, isOn: boolean) {
  // Who signs in to follow may find that it is themselves.
  if (member.peek()?.id === userId) return;
  const isFollowed = await turn(userId, isOn);
  if (isFollowed === undefined) return;
  for (const of of ['/social/', '/users/']) {
    forgetLinked(of);
    forgetResource(of);
  }
  tell(say(isFollowed ? 'followed' : 'unfollowed', { name }));
}

/** Leaves the word to the server, which is asked again when somebody is shown anew. */
export function settleFollow(id: string): void {
  const rest = new Map(changed.peek());
  if (rest.delete(id)) changed.value = rest;
}
