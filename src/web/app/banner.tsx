import { useRef } from 'preact/hooks';
import { Icon } from '../lists/icon.tsx';
import { Menu, toggleMenu } from '../lists/menu.tsx';
import { say } from '../words/words.ts';
import { isNavigationOpen } from './navigation.tsx';
import { avatarOf, useOwnProfile } from './own-profile.ts';
import { go, retype, route } from './router.ts';
import { member, signingIn, signOut } from './session.ts';

export function Banner() {
  return (
    <header class="banner">
      <button
        type="button"
        class="icon-button menu-button"
        aria-label={say('menu')}
        aria-expanded={isNavigationOpen.value}
        aria-controls="navigation"
        onClick={() => {
          isNavigationOpen.value = !isNavigationOpen.value;
        }}
      >
        <Icon name={isNavigationOpen.value ? 'close' : 'menu'} />
      </button>
      <a class="brand" href="#/" aria-label="Tonearm">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>Tonearm</span>
      </a>
      <SearchBox />
      {member.value ? <Account name={member.value.username} /> : <SignIn />}
      <Menu />
    </header>
  );
}

function SearchBox() {
  const { room, query } = route.value;
  const box = useRef<HTMLInputElement>(null);
  const text = room === 'search' ? (query.get('q') ?? '') : '';
  const write = (value: string) => retype(value === '' ? '#/search' : `#/search?q=${encodeURIComponent(value)}`);
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (box.current) write(box.current.value);
        }}
      >
        <Icon name="search" />
        <input
          ref={box}
          type="search"
          id="search"
          aria-label={say('search')}
          placeholder={say('search')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={500}
          value={text}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      </form>
    </search>
  );
}

function SignIn() {
  return (
    <button
      type="button"
      class="secondary sign-in"
      aria-label={say('signIn')}
      onClick={() => {
        signingIn.value = { isNew: false };
      }}
    >
      <Icon name="person" />
      <span>{say('signIn')}</span>
    </button>
  );
}

function Account({ name }: { name: string }) {
  const profile = useOwnProfile().value?.data;
  const avatar = profile && avatarOf(profile);
  const items = [
    { label: say('account'), act: () => go('#/account') },
    { label: say('myProfile'), act: () => go(`#/people/${encodeURIComponent(name)}`) },
    { label: say('favourites'), act: () => go('#/favourites') },
    { label: say('settings'), act: () => go('#/settings') },
    { label: say('signOut'), act: () => void signOut() },
  ];
  return (
    <button
      type="button"
      class="account"
      aria-label={say('account')}
      aria-haspopup="menu"
      title={say('signedInAs', { name })}
      onClick={(event) => toggleMenu(event.currentTarget, say('account'), items)}
    >
      {avatar ? <img src={avatar} alt="" width="44" height="44" /> : [...name][0]?.toLocaleUpperCase()}
    </button>
  );
}
