/** The text at the top of the page. */
export const INTRODUCTION = `The back end of a music platform in one executable. In five steps:

1. **Register**: open \`POST /users\`, choose a name and a password, press *Execute*. The answer carries your \`token\`.
2. **Authorize**: press the button with the lock and paste the token; it goes with every request from then on.
3. **Fill the catalogue**: make an artist, an album of the artist, a track of the album. As \`multipart/form-data\` they take a picture, and a track its audio.
4. **Listen**: \`GET /media/track/{trackId}\` streams a track, \`POST /trackHistory\` notes that you hear it.
5. **Read on**: a list that is cut off goes on at the address in its \`Link\` header; a refusal says what is wrong, and in which field.

The examples name the people and the music of the demo: start \`tonearm demo\` (or \`npm run demo\`) and every operation works as it is filled in.`;

/** The groups of operations, in the order in which the page shows them. */
export const TAGS = {
  catalogue: 'Artists, albums, tracks and their files, those who listen, and what they heard',
  uploads:
    'Large files in pieces, by the protocol tus 1.0.0: what is cut off goes on where it stopped. A field of any form, or of JSON, takes `upload:<id>` then instead of the file',
  players:
    'For players of OpenSubsonic on phones, desktops and in browsers. Answers are XML unless `f` is `json`; what went wrong stands in the answer, whose status is 200',
  recorder: 'Hand in a WAV recording and get it back as MP3, by link',
  members: 'Accounts by e-mail, sign-in by cookie or header, favourites',
  community: 'Profiles, uploads and streaming, followers and what is new with those one follows',
  'label: people': 'Лейбл: вход, пользователи, артисты и их менеджеры',
  'label: releases': 'Лейбл: релизы от черновика до каталога, треки и примечания',
  'label: desk': 'Лейбл: рабочий стол на странице для людей',
  'label: codes': 'Лейбл: собственные коды ISRC и UPC',
  'label: media': 'Лейбл: обложки и аудио релизов',
  'label: documents': 'Лейбл: файлы документов',
  'label: contracts': 'Лейбл: договоры, приложения и расторжения',
  'label: royalties': 'Лейбл: начисления и выплаты, авансы и расходы',
  'label: reports': 'Лейбл: отчёты дистрибьюторов, их строки и сопоставление',
  'label: terms': 'Лейбл: условия, доли и получатели',
  'label: payouts': 'Лейбл: выплаты одним пакетом',
  'label: statements': 'Лейбл: закрытие периодов и отчёты по роялти',
  'label: notifications': 'Лейбл: уведомления людей и вебхуки программ',
} as const;

export type Tag = keyof typeof TAGS;
