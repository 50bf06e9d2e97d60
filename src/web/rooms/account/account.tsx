import { useOwnProfile } from '../../app/own-profile.ts';
import { member } from '../../app/session.ts';
import { Failed, Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { AppKeys } from './app-keys.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';

/** Who one is here: the profile that others see, the keys of one's players, and the password. */
export function AccountRoom() {
  const { value, failure, retry } = useOwnProfile();
  const isIn = member.value !== undefined;
  useBusy(isIn && !value && !failure);
  return (
    <div class="settings">
      <Heading text={say('account')} />
      {!isIn && <MembersOnly hint={say('accountHint')} />}
      {isIn && !value && !failure && <Skeleton shape="row" count={6} />}
      {isIn && !value && failure && <Failed failure={failure} retry={retry} />}
      {isIn && value && (
        <>
          <ProfileForm profile={value.data} />
          <AppKeys username={value.data.username} />
          <PasswordForm id={value.data.userId} />
          <SignOutEverywhere />
        </>
      )}
    </div>
  );
}
