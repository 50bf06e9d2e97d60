import { type SchemaOptions, Type as t } from '@sinclair/typebox';
import { Text } from '../../http/body/text-schema.ts';
import { CONTRACT, emailOf, PASSWORD, PEOPLE, PERSONS } from '../../lib/examples.ts';

/**
 * Request bodies and answers. A field's description completes "Поле <field>: …" in errors, and is what Swagger UI shows.
 * Where the document prints a whole sentence, `refusal` is said whatever is wrong with the field, `absence` when it is
 * absent, null or empty.
 */

interface Said extends SchemaOptions {
  refusal?: string;
  absence?: string;
}

/** A text that is not blank. */
export const text = (longest: number, said: Said = {}) =>
  Text({
    description: `строка от 1 до ${longest} символов`,
    minLength: 1,
    maxLength: longest,
    pattern: '\\S',
    ...said,
  });

/** A text that may be empty, or `null`. */
export const textOrNone = (longest: number, said: Said = {}) =>
  t.Union([Text({ maxLength: longest }), t.Null()], { description: `строка до ${longest} символов`, ...said });

const login = (example: string) =>
  t.String({ description: 'от 1 до 64 букв, цифр, «.», «_» и «-», без пробелов', examples: [example] });
const password = t.String({ description: 'строка, минимум 8 символов', examples: [PASSWORD] });
const email = (example: string) => t.String({ description: 'адрес электронной почты', examples: [example] });

export const Credentials = t.Object({ login: login('artist'), password });

export const RegistrationBody = t.Object({
  login: login('newcomer-8'),
  password,
  role: t.Union([t.Literal('root'), t.Literal('manager'), t.Literal('artist')], {
    description: 'одно из значений root, manager, artist',
    examples: ['artist'],
  }),
  email: t.Optional(
    t.Union([email(''), t.Null()], {
      description: 'адрес электронной почты',
      examples: ['newcomer-8@tonearm.example'],
    }),
  ),
});

export const PasswordBody = t.Object({ password });
export const EmailBody = t.Object({ email: email(emailOf('guest')) });

const INCOMPLETE = 'Отсутствуют обязательные поля';
const { artist: ARTIST, manager: MANAGER } = PERSONS;
export const PersonBody = t.Object({
  surname: text(100, { absence: INCOMPLETE, examples: [ARTIST.surname] }),
  firstname: text(100, { absence: INCOMPLETE, examples: [ARTIST.firstname] }),
  patronymic: t.Optional(textOrNone(100, { examples: [ARTIST.patronymic] })),
  contact: text(300, { absence: INCOMPLETE, examples: [ARTIST.contact] }),
});

export const StageNameBody = t.Object({
  stageName: t.String({ refusal: 'Имя артиста должно быть строкой', examples: [PERSONS.stageName] }),
});
export const ManagerBody = t.Object({
  managerId: t.Union([t.String(), t.Null()], {
    description: 'ID менеджера или root; null — артист остаётся без менеджера',
    refusal: 'Указанный пользователь не является менеджером',
    examples: [PEOPLE.manager],
  }),
});

/** Answers, for the documentation. */

/** A text, as it may look. */
export const shown = (example: string) => t.String({ examples: [example] });
/** One of these words. */
export const oneOf = <const Word extends string>(words: readonly Word[], example: NoInfer<Word>) =>
  t.Unsafe<Word>({ type: 'string', enum: words, examples: [example] });
export const moment = t.String({ format: 'date-time', examples: ['2026-03-01T09:30:00.000Z'] });
export const shownNames = (...examples: string[]) => t.Array(t.String(), { examples: [examples] });

const role = (example: string) => t.String({ enum: ['root', 'manager', 'artist'], examples: [example] });
const person = (example: Record<'surname' | 'firstname' | 'patronymic' | 'contact', string>) => ({
  surname: shown(example.surname),
  firstname: shown(example.firstname),
  patronymic: shown(example.patronymic),
  contact: shown(example.contact),
});

/** What refuses. */
export const Message = t.Object({ message: t.String({ examples: ['Неверный формат запроса'] }) });
/** A sentence that the document prints. */
export const Says = (message: string) => t.Object({ message: shown(message) });
export const AccountDocument = t.Object({ id: shown(PEOPLE.artist), login: shown('artist'), role: role('artist') });
export const RegisteredAnswer = t.Object({ user: AccountDocument });
export const TokensAnswer = t.Object({
  accessToken: shown('eyJhbGciOiJIUzI1NiJ9…'),
  refreshToken: shown('V1StGXR8_Z5jdHi6B-myT'),
  user: AccountDocument,
});

export const PersonDocument = t.Object(person(ARTIST));
export const UserDocument = t.Object({
  id: shown(PEOPLE.artist),
  login: shown('artist'),
  role: role('artist'),
  ...person(ARTIST),
  email: shown(emailOf('artist')),
  is_active: t.Boolean({ examples: [true] }),
  createdAt: moment,
});
export const ArtistDocument = t.Object({
  id: shown(PEOPLE.artist),
  stage_name: shown(PERSONS.stageName),
  ...person(ARTIST),
  manager: t.Object(person(MANAGER)),
});
export const ManagerDocument = t.Object({ id: shown(PEOPLE.manager), role: role('manager'), ...person(MANAGER) });

export const ContractNumber = t.Object({ contract_number: shown(CONTRACT.number) });
export const AppendixNumber = t.Object({ appendix_number: shown(CONTRACT.appendix) });
