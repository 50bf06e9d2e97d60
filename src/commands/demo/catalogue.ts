import { APP_KEY, CATALOGUE, FILES, GENRE, PEOPLE, PLAYLIST, RESUMABLE, SHARE, UPLOADS } from '../../lib/examples.ts';
import { type Id, toUuid } from '../../lib/ids.ts';
import type { Ask } from './client.ts';
import { CHORDS, music } from './music.ts';
import { COLOURS, picture } from './pictures.ts';
import { tagged } from './tagged.ts';

const SIDE = 600;
const { open, bright, soft, low } = CHORDS;

/** `withFixed` takes the names of stored files without their extension. */
const withoutExtension = (name: string) => name.replace(/\.\w+$/, '');

/** Artists, albums and tracks that the musician makes in the catalogue's dialect. */
export async function makeCatalogue(ask: Ask): Promise<void> {
  const as = 'musician';
  const [night, clay] = await Promise.all([picture(COLOURS.night, SIDE), picture(COLOURS.clay, SIDE)]);
  await ask('POST', '/artists', {
    as,
    ids: [CATALOGUE.artist],
    form: { name: 'The Demo Quartet', info: 'Four chords, played by a program', image: clay },
  });
  await ask('POST', '/artists', { as, json: { name: 'Nobody Yet' }, ids: [CATALOGUE.spareArtist] });
  await ask('POST', '/albums', {
    as,
    ids: [CATALOGUE.album],
    names: [withoutExtension(FILES.albumPicture)],
    form: { name: 'First Light', artist: CATALOGUE.artist, year: '2026', image: night },
  });
  await ask('POST', '/albums', {
    as,
    ids: [CATALOGUE.spareAlbum],
    json: { name: 'Second Light', artist: CATALOGUE.artist, year: '2026' },
  });
  await ask('POST', '/tracks', {
    as,
    ids: [CATALOGUE.track],
    names: [withoutExtension(FILES.trackAudio)],
    form: {
      name: 'Morning',
      album: CATALOGUE.album,
      genre: `${GENRE}; Minimal`,
      audio: music([open, bright, soft, low]),
    },
  });
  await ask('POST', '/tracks', {
    as,
    ids: [CATALOGUE.spareTrack],
    form: { name: 'Noon', album: CATALOGUE.album, audio: music([bright, low]) },
  });
}

/** Files that the musician uploads in the community. */
export async function makeUploads(ask: Ask): Promise<void> {
  const upload = async (kind: 'avatar' | 'cover' | 'track', file: File, id: Id, more: Record<string, string> = {}) => {
    const form = { userId: toUuid(PEOPLE.musician), ...more, file };
    await ask('POST', `/media/upload/${kind}`, { as: 'musician', form, ids: [id] });
  };
  const [sea, moss] = await Promise.all([picture(COLOURS.sea, SIDE), picture(COLOURS.moss, SIDE)]);
  await upload('avatar', new File([moss], 'avatar.jpg'), UPLOADS.avatar);
  await upload('cover', new File([sea], 'profile.jpg'), UPLOADS.profileCover);
  await upload('track', new File([music([soft, open, low])], 'Harbour.wav'), UPLOADS.track);
  await upload('track', new File([music([low, bright])], 'Lighthouse.wav'), UPLOADS.spareTrack);
  const track = { trackId: toUuid(UPLOADS.track) };
  await upload('cover', new File([sea], 'harbour.jpg'), UPLOADS.trackCover, track);
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(RESUMABLE.length),
    'upload-metadata': RESUMABLE.metadata,
  };
  await ask('POST', '/uploads', { as: 'musician', headers, names: [RESUMABLE.id] });
  const song = tagged(music([bright, low]), 'Ferry', moss);
  await ask('POST', '/uploads', {
    as: 'musician',
    bytes: song,
    headers: {
      ...headers,
      ...{ 'upload-length': String(song.length), 'content-type': 'application/offset+octet-stream' },
    },
    names: [RESUMABLE.finished],
  });
}

/** History, plays and favourites. */
export async function makeListening(ask: Ask): Promise<void> {
  const as = 'listener';
  for (const track of [CATALOGUE.track, UPLOADS.track]) {
    await ask('POST', '/trackHistory', { as, json: { track } });
    await ask('GET', `/media/track/${toUuid(track)}`, { as });
    await ask('POST', '/user/track/favorite', { as, json: { track_id: toUuid(track) } });
  }
  await ask('GET', `/media/track/${toUuid(UPLOADS.spareTrack)}`, { as: 'root' });
}

/** What the listener's player keeps on the server. */
export async function makePlayersData(ask: Ask): Promise<void> {
  const key = `apiKey=${APP_KEY.key}&f=json`;
  const songs = [CATALOGUE.track, UPLOADS.track].map((id) => `&songId=${id}`).join('');
  const name = encodeURIComponent(PLAYLIST.name);
  await ask('GET', `/rest/createPlaylist?${key}&name=${name}${songs}`, { ids: [PLAYLIST.id] });
  await ask('GET', `/rest/createShare?${key}&id=${CATALOGUE.album}`, { names: [SHARE.id] });
  await ask('GET', `/rest/star?${key}&albumId=${CATALOGUE.album}`, {});
}
