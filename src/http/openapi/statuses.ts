/** What each status means, in the two languages of the documentation. */
const ENGLISH = {
  200: 'Done',
  201: 'Made',
  202: 'Begun',
  204: 'Done; there is nothing to say',
  206: 'The part that `Range` asked for',
  302: 'The file is at the address in `Location`, for 300 s: where the server is set to redirect',
  304: 'Not changed since the client last saw it',
  400: 'Something in the request is wrong; the message names it',
  401: 'No token, or a wrong one',
  403: 'Not allowed',
  404: 'No such thing',
  409: 'Clashes with what is there',
  412: 'A precondition failed',
  413: 'Too large',
  415: 'A media type that is not taken here',
  416: 'No such range; `Content-Range` tells the size',
  422: 'The same key came before, with another request',
  429: 'Too many requests; `Retry-After` tells when to come back',
  460: 'The bytes that came are not those of `Upload-Checksum`',
  503: 'Overloaded, or the database is away; `Retry-After` tells when to come back',
};

export type Status = keyof typeof ENGLISH;

const RUSSIAN: Record<Status, string> = {
  200: 'Готово',
  201: 'Создано',
  202: 'Начато',
  204: 'Готово, ответ пуст',
  206: 'Часть, которую запросил `Range`',
  302: 'Файл находится по адресу из `Location` 300 секунд, если сервер настроен на перенаправление',
  304: 'Не изменилось с прошлого запроса',
  400: 'Ошибка в запросе, сообщение её называет',
  401: 'Нет токена, или он неверен',
  403: 'Доступ запрещён',
  404: 'Не найдено',
  409: 'Противоречит тому, что уже есть',
  412: 'Условие запроса не выполнено',
  413: 'Слишком большой запрос',
  415: 'Тип содержимого не принимается',
  416: 'Такого диапазона нет, размер в `Content-Range`',
  422: 'Этот ключ уже был у другого запроса',
  429: 'Слишком много запросов, `Retry-After` говорит, когда повторить',
  460: 'Пришли не те байты, о которых говорит `Upload-Checksum`',
  503: 'Сервис перегружен или база данных недоступна, `Retry-After` говорит, когда повторить',
};

export const statusText = (status: Status, isRussian = false): string => (isRussian ? RUSSIAN : ENGLISH)[status];
