import { noteResource, type State, useResource } from '../api/resource.ts';
import { member } from './session.ts';

/** What community tells of somebody, as far as it is used here. */
export interface Profile {
  userId: string;
  username: string;
  displayName?: string;
  bio?: string;
  avatarUrl?: string;
  preferences: { privateProfile: boolean };
  updatedAt: string;
}

interface Answer {
  data: Profile;
}

const pathOf = (id: string): string => `/users/${id}/profile`;

/** One's own profile, once for all who show some of it; nothing for strangers. */
export function useOwnProfile(): State<Answer> & { retry: () => void } {
  return useResource<Answer>(member.value && pathOf(member.value.id));
}

/** Shows a profile as an answer has told that it is now. */
export function noteOwnProfile(answer: Answer): void {
  noteResource(pathOf(answer.data.userId), answer);
}

/** The address of an avatar: beneath this page's own origin, and another one when the picture is another. */
export function avatarOf({ avatarUrl, updatedAt }: Profile): string | undefined {
  return avatarUrl && `${new URL(avatarUrl, location.href).pathname}?v=${Date.parse(updatedAt)}`;
}
