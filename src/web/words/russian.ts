import type { Words } from './english.ts';
import { listen } from './russian/listen.ts';
import { people } from './russian/people.ts';
import { playlists } from './russian/playlists.ts';

export const russian: Words = {
  texts: { ...listen, ...people, ...playlists },
  counted: {
    tracks: { one: '{n} трек', few: '{n} трека', many: '{n} треков', other: '{n} трека' },
    albums: { one: '{n} альбом', few: '{n} альбома', many: '{n} альбомов', other: '{n} альбома' },
    artists: { one: '{n} артист', few: '{n} артиста', many: '{n} артистов', other: '{n} артиста' },
    playlists: { one: '{n} плейлист', few: '{n} плейлиста', many: '{n} плейлистов', other: '{n} плейлиста' },
    followers: {
      one: '{n} подписчик',
      few: '{n} подписчика',
      many: '{n} подписчиков',
      other: '{n} подписчика',
    },
    minutes: { one: '{n} минута', few: '{n} минуты', many: '{n} минут', other: '{n} минуты' },
    files: { one: '{n} файл', few: '{n} файла', many: '{n} файлов', other: '{n} файла' },
    hours: { one: '{n} час', few: '{n} часа', many: '{n} часов', other: '{n} часа' },
    lines: { one: '{n} строка', few: '{n} строки', many: '{n} строк', other: '{n} строки' },
    people: { one: '{n} человек', few: '{n} человека', many: '{n} человек', other: '{n} человека' },
    statements: { one: '{n} отчёт', few: '{n} отчёта', many: '{n} отчётов', other: '{n} отчёта' },
  },
};
