import type { Config } from '../../config.ts';
import type { BookingProblem } from '../../domain/booking/model.ts';
import type { StatementProblem } from '../../domain/booking/statements/model.ts';
import type { CodeProblem } from '../../domain/label/codes/model.ts';
import type { ContractProblem } from '../../domain/label/contracts/model.ts';
import type { DocumentProblem } from '../../domain/label/documents/model.ts';
import type { Lacking, ReleaseProblem } from '../../domain/label/releases/model.ts';
import type { NotificationProblem } from '../../domain/notifications/model.ts';
import type { RosterProblem } from '../../domain/roster/model.ts';
import type { RoyaltyProblem } from '../../domain/royalties/model.ts';
import type { ReportProblem } from '../../domain/royalties/reports/model.ts';
import type { TermProblem } from '../../domain/terms/model.ts';
import type { WebhookProblem } from '../../domain/webhooks/model.ts';
import { type DomainError, problems } from '../../errors.ts';
import { type Dialect, withText } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** Problems of a request that the surface itself finds. */
export const refuse = problems({
  paging: ['invalid', 'The parameters of the page are wrong'],
  user_ids: ['invalid', 'The list of user ids is malformed or empty'],
  artist_ids: ['invalid', 'The list of artist ids is malformed'],
  request: ['invalid', 'The request is malformed'],
  no_artists: ['not_found', 'No artists'],
  no_managers: ['not_found', 'No managers'],
  no_changes: ['invalid', 'Nothing is to be changed'],
  no_file: ['invalid', 'No file came'],
  page: ['invalid', 'The number of the page is wrong'],
  release_request: ['invalid', 'The request says nothing that can be changed'],
  no_releases: ['not_found', 'No releases'],
  cover_size: ['invalid', 'No such size of a cover'],
});
type RequestProblem = Parameters<typeof refuse>[0];

/** Problems of `domain/accounts` that this dialect has a text for. */
type AccountProblem = 'account' | 'last_root';

/** Of `domain/media`. */
type MediaProblem = 'upload_in_use';

type DomainProblem =
  | AccountProblem
  | MediaProblem
  | BookingProblem
  | CodeProblem
  | ContractProblem
  | DocumentProblem
  | NotificationProblem
  | ReleaseProblem
  | ReportProblem
  | RosterProblem
  | RoyaltyProblem
  | StatementProblem
  | TermProblem
  | WebhookProblem;

/** What the address of a webhook takes. */
export const WEBHOOK_URL = 'Поле url: адрес https:// без имени и пароля, не ведущий в частную сеть';

/** Status and text of every named problem, with `<…>` for the value that it is about. A new one does not compile until it has them. */
const PROBLEMS: Readonly<Record<RequestProblem | DomainProblem, readonly [number, string]>> = {
  paging: [400, 'Неверные параметры пагинации'],
  user_ids: [400, 'Неверный формат или пустой список ID пользователей'],
  artist_ids: [400, 'Неверный формат списка ID артистов'],
  request: [400, 'Неверный формат запроса'],
  no_artists: [404, 'Артисты не найдены'],
  no_managers: [404, 'Менеджеры не найдены'],
  no_changes: [400, 'Нет данных для изменений'],
  no_file: [400, 'Файл не был загружен'],
  page: [400, 'Неверный номер страницы'],
  release_request: [400, 'Некорректный запрос'],
  no_releases: [404, 'Релизы не найдены'],
  cover_size: [400, 'Недопустимый размер обложки.'],
  many_rules: [400, 'Поле artist: у артиста может быть не больше 1000 условий'],
  many_splits: [400, 'Поле parties: доли можно задать не больше 1000 раз'],
  upload_in_use: [409, 'Загрузку уже использует другой запрос: дождитесь его ответа'],
  account: [404, 'Пользователь не найден'],
  last_root: [400, 'Нельзя деактивировать последнего активного пользователя с ролью root'],
  person: [404, 'Пользователь не найден'],
  artist: [404, 'Артист не найден'],
  not_manager: [400, 'Указанный пользователь не является менеджером'],
  manager_inactive: [400, 'Указанный менеджер деактивирован'],
  document_type: [400, 'Недопустимый тип документа'],
  document: [404, 'Документ не найден'],
  document_exists: [409, 'Файл уже существует'],
  document_in_use: [409, 'Документ нельзя удалить: на него ссылается выплата, договор или приложение'],
  not_artist: [400, 'Регистрация договоров возможна только для артистов'],
  contract: [404, 'Договор не найден'],
  appendix: [404, 'Приложение не найдено'],
  termination: [404, 'Расторжение договора не найдено'],
  contract_exists: [409, 'Договор для этого артиста уже существует'],
  termination_exists: [400, 'Расторжение соглашения уже существует'],
  release: [404, 'Релиз не найден'],
  track: [404, 'Трек не найден'],
  notes: [404, 'Примечаний ещё нет'],
  cover: [404, 'Обложка релиза не найдена.'],
  audio: [404, 'Трек не найден.'],
  release_file: [404, 'Файл не найден.'],
  release_in_use: [409, 'Релиз нельзя удалить: его называет аванс или расход'],
  draft_exists: [400, 'Черновик релиза уже существует, удалите его или продолжайте его редактирование'],
  not_draft: [400, "Действие разрешено только для релизов со статусом 'черновик'"],
  not_changeable: [400, "Некорректный запрос: релиз в статусе 'delivered' или 'finalized' изменить нельзя"],
  not_pending: [409, 'Релиз не на рассмотрении: решение уже принято или артист его изменил'],
  not_under_way: [400, 'Можно обновлять примечания только в релизах, находящихся в обработке.'],
  upc_taken: [400, 'Поле upc: код уже принадлежит другому релизу'],
  isrc_taken: [400, 'Поле isrc: код уже принадлежит другому треку'],
  incomplete: [400, 'Отсутствует обязательное поле'],
  not_its_cover: [400, 'Поле cover_key: ключ загруженной обложки этого релиза'],
  not_its_audio: [400, 'Поле fileKey: ключ загруженного файла трека этого релиза'],
  file_taken: [400, 'Поле fileKey: файл уже принадлежит другому треку'],
  wrong_cover: [400, 'Недопустимый формат или размер обложки.'],
  wrong_audio: [400, 'Недопустимый формат файла трека.'],
  order_empty: [400, 'Новый порядок треков не может быть пустым'],
  order_repeats: [400, 'Новый порядок треков не может содержать повторяющиеся ID'],
  order_foreign: [400, 'Новый порядок треков содержит ID, не принадлежащие этому релизу'],
  order_lacks: [400, 'Новый порядок треков должен содержать все треки релиза'],
  preview_beyond: [400, 'Поле preview_start: целое число секунд в пределах длительности трека'],
  isrc_spent: [409, 'Коды закончились: isrc'],
  upc_spent: [409, 'Коды закончились: upc'],
  upc_range: [400, 'Поле to: код той же длины, что и from, и не меньше его'],
  focus_foreign: [400, 'Поле focus_tracks: список ID треков этого релиза'],
  notification: [404, 'Уведомление не найдено'],
  webhook_url: [400, WEBHOOK_URL],
  webhook_twice: [400, 'Поле url: каждый адрес один раз'],
  report: [404, 'Отчёт не найден'],
  source: [404, 'Источник не найден'],
  unknown_source: [400, 'Источник не найден'],
  builtin_source: [400, 'Поле name: имя, которого нет у встроенных источников'],
  many_sources: [400, 'Поле name: своих источников не больше 500'],
  song: [404, 'Строки не найдены'],
  format: [400, 'Формат отчёта не распознан: нет столбцов <…>'],
  many_columns: [400, 'Формат отчёта не распознан: в заголовке больше 1000 столбцов'],
  empty_report: [400, 'Отчёт пуст'],
  archive_damaged: [400, 'Архив повреждён'],
  archive_files: [400, 'Архив должен содержать один файл CSV или TSV'],
  long_line: [400, 'Строка <…>: длиннее 1 МБ'],
  not_text: [400, 'Файл не является текстом'],
  report_exists: [409, 'Этот файл уже загружен: отчёт <…>'],
  report_booked: [409, 'Проведённый отчёт можно только отменить'],
  report_reading: [409, 'Отчёт ещё читается'],
  report_fixed: [409, 'Отчёт уже проведён'],
  single_rate: [400, 'Поле rate: курс единственной иностранной валюты файла, или USD=92.5;EUR=101'],
  rate_currency: [400, 'Поле rates: курсы иностранных валют этого отчёта'],
  lines_unmatched: [409, 'Есть несопоставленные строки: <…>'],
  lines_faulty: [409, 'Есть ошибочные строки: <…>'],
  rate_missing: [400, 'Укажите курс валюты: <…>'],
  already_booked: [409, 'Отчёт уже проведён'],
  report_reversed: [409, 'Отчёт отменён'],
  not_booked: [409, 'Отчёт не проведён'],
  statement: [404, 'Отчёт по роялти не найден'],
  period_closed: [409, 'Период уже закрыт'],
  report_booking: [409, 'Идёт проведение отчёта'],
  royalties: [404, 'Роялти не найдены'],
  payee: [404, 'Получатель не найден'],
  batch: [404, 'Выплата не найдена'],
  not_active: [400, 'Выплата возможна только при активном статусе'],
  insufficient: [400, 'Недостаточно средств'],
  receipt_used: [409, 'Эта квитанция уже использована для другой выплаты'],
  beyond_limit: [400, "Поле 'amount' слишком велико: сумма превысит 90071992547409.91"],
  key_required: [400, 'Заголовок Idempotency-Key обязателен'],
  key_reused: [422, 'Этот Idempotency-Key уже использован для другого запроса'],
  key_under_way: [409, 'Первый запрос с этим Idempotency-Key ещё выполняется'],
  rule: [404, 'Условие не найдено'],
};

/**
 * What fields take, for errors that the domain throws after the schema has passed. A field without a line here gets
 * "недопустимое значение".
 */
const rules = ({ passwordMinLength }: Pick<Config, 'passwordMinLength'>): Readonly<Record<string, string>> => ({
  login: 'от 1 до 64 букв, цифр, «.», «_» и «-», без пробелов; имена login и username зарезервированы',
  password: `минимум ${passwordMinLength} символов, максимум 256`,
  email: 'адрес электронной почты',
  stageName: 'строка от 1 до 200 символов',
  limit: 'целое число от 1',
  cursor: 'значение из заголовка Link предыдущей страницы',
});

/** The name of the field that a release lacks. */
const lackingField = (lacking: Lacking): string =>
  LACKING_FIELDS[lacking] ??
  lacking.replace(/^audio (\d+)$/, 'tracks.$1.file').replace(/^isrc (\d+)$/, 'tracks.$1.isrc');
const LACKING_FIELDS: Readonly<Partial<Record<Lacking, string>>> = {
  ...{ cover: 'cover_key', labelName: 'label_name', pLine: 'p_line', cLine: 'c_line' },
};

const isRussian = (text: string | undefined): text is string => /\p{Script=Cyrillic}/u.test(text ?? '');

/** What its paths begin with. */
export const ROOT = '/v1';

/** `{"message": "…"}` in Russian. An error without a text of its own here gets a general one, never an English one. */
export function labelDialect(config: Pick<Config, 'passwordMinLength'>): Dialect {
  const ruleOf = rules(config);

  /** The refusal of a named problem; `undefined` for any other error. */
  function named({
    detail: { subject = '', problems, index, value = '' },
  }: DomainError): readonly [number, string] | undefined {
    if (!Object.hasOwn(PROBLEMS, subject)) return undefined;
    const [status, text] = PROBLEMS[subject as keyof typeof PROBLEMS];
    if (index !== undefined) return [400, `Выплата ${index}: ${text}`];
    if (subject !== 'incomplete') return [status, text.replace('<…>', () => value)];
    return [status, `${text}: ${problems?.map((lacking) => lackingField(lacking as Lacking)).join(', ')}`];
  }

  /** The refusal of a named problem, or else this status and text. */
  const namedOr =
    (status: number, text: string | ((error: DomainError) => string)) =>
    (error: DomainError): readonly [number, string] =>
      named(error) ?? [status, typeof text === 'string' ? text : text(error)];

  function wrongField({ detail: { field = '', missing, rule, refusal, subject } }: DomainError): string {
    if (refusal !== undefined) return refusal;
    if (subject === 'upload') return `Поле ${field}: текст upload:<id> не называет вашей завершённой загрузки`;
    if (field === 'body' || field === '') return 'Некорректное тело запроса';
    if (missing) return `Отсутствует обязательное поле: ${field}`;
    return `Поле ${field}: ${isRussian(rule) ? rule : (ruleOf[field] ?? 'недопустимое значение')}`;
  }

  function taken({ detail: { field, value = '' } }: DomainError): string {
    if (field === 'login') return `Пользователь с логином ${value} уже существует`;
    if (field === 'email') return `Пользователь с email ${value} уже существует`;
    return 'Действие противоречит текущему состоянию';
  }

  return {
    name: 'label',
    root: ROOT,
    owns: (_method, path) => /^\/v1(\/|$)/.test(path),
    refusals: {
      invalid: namedOr(400, wrongField),
      unauthenticated: withText(401, 'Пользователь не авторизован'),
      wrong_token: withText(401, 'Пользователь не авторизован'),
      wrong_login: ({ detail }) => [
        400,
        detail.subject === 'inactive' ? 'Ваш аккаунт заблокирован' : 'Неверный логин или пароль',
      ],
      forbidden: ({ detail }) => [
        403,
        detail.subject === 'other_site'
          ? 'Доступ запрещен: запрос пришел с другого сайта, которого нет в CORS_ORIGINS'
          : 'Доступ запрещен',
      ],
      not_found: namedOr(404, 'Не найдено'),
      // The document answers a taken login with 400.
      conflict: namedOr(400, taken),
      too_large: namedOr(413, ({ detail: { field = 'body', subject, value } }) => {
        if (subject === 'quota') return `Превышена квота: осталось ${value} МБ`;
        return field === 'body' ? 'Слишком большой запрос' : `Поле ${field}: слишком большой размер`;
      }),
      unsupported: namedOr(415, 'Неподдерживаемый тип содержимого'),
      limited: withText(429, 'Слишком много запросов, попробуйте позже'),
      busy: withText(503, 'Сервис перегружен, попробуйте позже'),
    },
    texts: { notFound: 'Не найдено', methodNotAllowed: 'Метод не поддерживается', failed: 'Ошибка сервера' },
    body: (message, _status, _problems, index) => ({ message, ...(index === undefined ? {} : { index }) }),
    documentation: {
      isRussian: true,
      error: ErrorAnswer,
      inPath: {
        id: 'ID, в любом из двух написаний',
        ids: 'ID через запятую',
        trackId: 'ID трека',
        releaseId: 'ID релиза',
        appendixNumber: 'номер приложения, например 2026-001-1',
        ruleId: 'ID условия',
      },
    },
  };
}
