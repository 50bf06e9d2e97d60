import type { Words } from './english.ts';
import { listen } from './russian/listen.ts';
import { upload } from './russian/upload.ts';

export const russian: Words = {
  texts: { ...listen, ...upload },
  counted: {
    tracks: { one: '{n} трек', few: '{n} трека', many: '{n} треков', other: '{n} трека' },
    albums: { one: '{n} альбом', few: '{n} альбома', many: '{n} альбомов', other: '{n} альбома' },
    artists: { one: '{n} артист', few: '{n} артиста', many: '{n} артистов', other: '{n} артиста' },
    minutes: { one: '{n} минута', few: '{n} минуты', many: '{n} минут', other: '{n} минуты' },
    files: { one: '{n} файл', few: '{n} файла', many: '{n} файлов', other: '{n} файла' },
    hours: { one: '{n} час', few: '{n} часа', many: '{n} часов', other: '{n} часа' },
  },
};
