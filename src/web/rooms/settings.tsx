import { member } from '../app/session.ts';
import { singleKeys, THEMES, theme } from '../app/theme.ts';
import { shortcutsOpen } from '../dialogs/shortcuts.tsx';
import { LANGUAGES, type Language, language, say } from '../words/words.ts';
import { Heading } from './heading.tsx';

export function Settings() {
  return (
    <div class="settings">
      <Heading text={say('settings')} />
      <section>
        <h2>{say('appearance')}</h2>
        <label class="field">
          <span>{say('language')}</span>
          <select
            value={language.value}
            onChange={({ currentTarget }) => {
              language.value = currentTarget.value as Language;
            }}
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{say('theme')}</span>
          <select
            value={theme.value}
            onChange={({ currentTarget }) => {
              theme.value = currentTarget.value as typeof theme.value;
            }}
          >
            {THEMES.map((name) => (
              <option key={name} value={name}>
                {say(name)}
              </option>
            ))}
          </select>
        </label>
      </section>
      <section>
        <h2>{say('keys')}</h2>
        <label class="check">
          <input
            type="checkbox"
            aria-describedby="single-keys-hint"
            checked={singleKeys.value}
            onChange={({ currentTarget }) => {
              singleKeys.value = currentTarget.checked;
            }}
          />
          <span>{say('singleKeys')}</span>
        </label>
        <p id="single-keys-hint" class="hint">
          {say('singleKeysHint')}
        </p>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            shortcutsOpen.value = true;
          }}
        >
          {say('shortcuts')}
        </button>
      </section>
      {member.value && (
        <section>
          <h2>{say('account')}</h2>
          <ul class="links">
            <li>
              <a href="#/account">{say('accountLink')}</a>
            </li>
          </ul>
        </section>
      )}
      <section>
        <h2>{say('about')}</h2>
        <ul class="links">
          <li>
            <a href="/app-keys">{say('appKeys')}</a>
          </li>
          <li>
            <a href="/swagger">{say('swagger')}</a>
          </li>
        </ul>
      </section>
    </div>
  );
}
