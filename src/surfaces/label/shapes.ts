import { type SchemaOptions, Type as t } from '@sinclair/typebox';
import { Text } from '../../http/body/text-schema.ts';
import { CONTRACT, emailOf, PASSWORD, PEOPLE, PERSONS } from '../../lib/examples.ts';

/**
 * Request bodies and answers. The description of a field completes "Поле <field>: …" in errors, and is shown by Swagger
 * UI. Where the dialect's document prints a whole sentence, `refusal` is the text for any problem of the field, `absence`
 * for a field that is absent, null or empty.
 */

interface TextOptions extends SchemaOptions {
  refusal?: string;
  absence?: string;
}

/** A text that is not blank. */
export const text = (longest: number, options: TextOptions = {}) =>
  Text({
    description: `строка от 1 до ${longest} символов`,
    minLength: 1,
    maxLength: longest,
    pattern: '\\S',
    ...options,
  });

/** A text that may be empty, or `null`. */
export const textOrNone = (longest: number, options: TextOptions = {}) =>
  t.Union([Text({ maxLength: longest }), t.Null()], { description: `строка до ${longest} символов`, ...options });

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

/** A text of an answer, with an example. */
export const sample = (example: string) => t.String({ examples: [example] });
/** One of these words. */
export const oneOf = <const Word extends string>(words: readonly Word[], example: NoInfer<Word>) =>
  t.Unsafe<Word>({ type: 'string', enum: words, examples: [example] });
export const moment = t.String({ format: 'date-time', examples: ['2026-03-01T09:30:00.000Z'] });
export const sampleTexts = (...examples: string[]) => t.Array(t.String(), { examples: [examples] });

const role = (example: string) => t.String({ enum: ['root', 'manager', 'artist'], examples: [example] });
const person = (example: Record<'surname' | 'firstname' | 'patronymic' | 'contact', string>) => ({
  surname: sample(example.surname),
  firstname: sample(example.firstname),
  patronymic: sample(example.patronymic),
  contact: sample(example.contact),
});

/** The body of every refusal. */
export const ErrorAnswer = t.Object({ message: t.String({ examples: ['Неверный формат запроса'] }) });
/** An answer that is one sentence of the dialect's document. */
export const MessageAnswer = (message: string) => t.Object({ message: sample(message) });
export const AccountDocument = t.Object({ id: sample(PEOPLE.artist), login: sample('artist'), role: role('artist') });
export const RegisteredAnswer = t.Object({ user: AccountDocument });
export const TokensAnswer = t.Object({
  accessToken: sample('eyJhbGciOiJIUzI1NiJ9…'),
  refreshToken: sample('V1StGXR8_Z5jdHi6B-myT'),
  user: AccountDocument,
});

export const PersonDocument = t.Object(person(ARTIST));
export const UserDocument = t.Object({
  id: sample(PEOPLE.artist),
  login: sample('artist'),
  role: role('artist'),
  ...person(ARTIST),
  email: sample(emailOf('artist')),
  is_active: t.Boolean({ examples: [true] }),
  createdAt: moment,
});
export const ArtistDocument = t.Object({
  id: sample(PEOPLE.artist),
  stage_name: sample(PERSONS.stageName),
  ...person(ARTIST),
  manager: t.Object(person(MANAGER)),
});
export const ManagerDocument = t.Object({ id: sample(PEOPLE.manager), role: role('manager'), ...person(MANAGER) });

export const ContractNumber = t.Object({ contract_number: sample(CONTRACT.number) });
export const AppendixNumber = t.Object({ appendix_number: sample(CONTRACT.appendix) });

export const LinkedQuery = t.Object({
  limit: t.Optional(t.String({ description: 'целое число от 1', pattern: '^\\d{1,40}$', examples: ['20'] })),
  cursor: t.Optional(t.String({ description: 'значение из заголовка Link предыдущей страницы', maxLength: 4096 })),
});
