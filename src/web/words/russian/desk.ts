import type { desk as english } from '../english/desk.ts';

export const desk: Record<keyof typeof english, string> = {
  deskMembersOnly: 'Рабочий стол — для артистов и сотрудников лейбла.',
  releases: 'Релизы',
  roster: 'Ростер',
  contracts: 'Договоры',
  documents: 'Документы',
  royalties: 'Роялти',
  reports: 'Отчёты',
  all: 'Все',
  pages: 'Страницы',
  pageOf: 'Страница {page} из {pages}',
  previousPage: 'Предыдущая страница',
  nextPage: 'Следующая страница',
  find: 'Найти',
  noMatch: 'Ничего не нашлось',
  noMatchHint: 'Попробуйте меньше слов или другой фильтр.',
  cancel: 'Отмена',
  required: 'Заполните это поле.',
};
