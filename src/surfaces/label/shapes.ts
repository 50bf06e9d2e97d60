import { type SchemaOptions, type TSchema, Type as t } from '@sinclair/typebox';

/**
 * Request bodies and answers. A field's description completes "Поле <field>: …" in errors, and is what Swagger UI shows.
 * Where the document prints a whole sentence, `refusal` is said whatever is wrong with the field, `absence` when it is
 * absent, null or empty.
 */

/** A text that is not blank. */
export const text = (longest: number, options: SchemaOptions & { refusal?: string; absence?: string } = {}) =>
  t.String({
    description: `строка от 1 до ${longest} символов`,
    minLength: 1,
    maxLength: longest,
    pattern: '\\S',
    ...options,
  });

const login = t.String({ description: 'от 1 до 64 букв, цифр, «.», «_» и «-», без пробелов' });
const password = t.String({ description: 'строка, минимум 8 символов' });
const email = t.String({ description: 'адрес электронной почты' });
const nothing = t.Null();

export const Credentials = t.Object({ login, password });

export const RegistrationBody = t.Object({
  login,
  password,
  role: t.Union([t.Literal('root'), t.Literal('manager'), t.Literal('artist')], {
    description: 'одно из значений root, manager, artist',
  }),
  email: t.Optional(t.Union([email, nothing], { description: 'адрес электронной почты' })),
});

export const PasswordBody = t.Object({ password });
export const EmailBody = t.Object({ email });

const INCOMPLETE = 'Отсутствуют обязательные поля';
export const PersonBody = t.Object({
  surname: text(100, { absence: INCOMPLETE }),
  firstname: text(100, { absence: INCOMPLETE }),
  patronymic: t.Optional(t.Union([t.String({ maxLength: 100 }), nothing], { description: 'строка до 100 символов' })),
  contact: text(300, { absence: INCOMPLETE }),
});

export const StageNameBody = t.Object({ stageName: t.String({ refusal: 'Имя артиста должно быть строкой' }) });
export const ManagerBody = t.Object({
  managerId: t.String({ refusal: 'Указанный пользователь не является менеджером' }),
});

/** Answers, for the documentation. */

const id = t.String({ examples: ['607c06317520a94498462d8b'] });
const role = t.String({ enum: ['root', 'manager', 'artist'] });
const person = { surname: t.String(), firstname: t.String(), patronymic: t.String(), contact: t.String() };

export const Message = t.Object({ message: t.String() });
const AccountDocument = t.Object({ id, login: t.String(), role });
export const RegisteredAnswer = t.Object({ user: AccountDocument });
export const TokensAnswer = t.Object({ accessToken: t.String(), refreshToken: t.String(), user: AccountDocument });

export const PersonDocument = t.Object(person);
export const UserDocument = t.Object({
  id,
  login: t.String(),
  role,
  ...person,
  email: t.String(),
  is_active: t.Boolean(),
  createdAt: t.String({ format: 'date-time' }),
});
export const ArtistDocument = t.Object({
  id,
  stage_name: t.String(),
  ...person,
  manager: t.Union([PersonDocument, nothing]),
});
export const ManagerDocument = t.Object({ id, role, ...person });

/** The answers that refuse, by what a route does. */
const refused = (...statuses: number[]): Record<number, TSchema> =>
  Object.fromEntries(statuses.map((status) => [status, Message]));
export const strange = refused(401, 403);
export const received = refused(400, 413, 415, 503);
export const invalid = refused(400);
export const absent = refused(404);
export const clash = refused(409);
export const keyReused = refused(422);
