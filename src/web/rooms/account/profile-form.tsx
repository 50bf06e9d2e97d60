import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { dropLists } from '../../api/long-list.ts';
import { forgetResources } from '../../api/resource.ts';
import { tell } from '../../app/notices.ts';
import { noteOwnProfile, type Profile } from '../../app/own-profile.ts';
import { Area, Check, Field, Form } from '../../dialogs/form.tsx';
import { say } from '../../words/words.ts';
import { AvatarField } from './avatar-field.tsx';

/** Letters. */
const NAME = 100;
const BIO = 5000;
/** Milliseconds for sending a picture. */
const PATIENCE = 120_000;

/** What others see of somebody. */
export function ProfileForm({ profile }: { profile: Profile }) {
  const { userId, username, displayName, bio, preferences } = profile;
  const [avatar, setAvatar] = useState<File | undefined>(undefined);
  const save = async ({ displayName = '', bio = '', ...fields }: Record<string, string>) => {
    if (avatar) {
      const body = new FormData();
      body.set('userId', userId);
      body.set('file', avatar);
      await ask('/media/upload/avatar', { method: 'POST', body, patience: PATIENCE });
      // What has arrived is not sent again, should the rest be refused.
      setAvatar(undefined);
    }
    const preferences = { privateProfile: fields.privateProfile === 'on' };
    // What others see of them may be another now, also in what was read before.
    forgetResources();
    dropLists();
    noteOwnProfile(await ask(`/users/${userId}/profile`, { method: 'PUT', body: { displayName, bio, preferences } }));
    tell(say('saved'));
  };
  return (
    <section>
      <h2>{say('profile')}</h2>
      <Form verb={say('save')} send={save}>
        <AvatarField key={profile.updatedAt} profile={profile} chosen={avatar} choose={setAvatar} />
        <Field
          label={say('displayName')}
          name="displayName"
          value={displayName ?? ''}
          maxLength={NAME}
          isOptional
          hint={say('displayNameHint', { name: username })}
        />
        <Area label={say('bio')} name="bio" value={bio ?? ''} maxLength={BIO} />
        <Check
          label={say('privateProfile')}
          name="privateProfile"
          isChecked={preferences.privateProfile}
          hint={say('privateProfileHint')}
        />
      </Form>
    </section>
  );
}
