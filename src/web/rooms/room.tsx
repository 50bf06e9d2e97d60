import { route } from '../app/router.ts';
import { AlbumRoom } from './album.tsx';
import { ArtistRoom } from './artist.tsx';
import { Genres } from './genres.tsx';
import { Home } from './home.tsx';
import { later } from './later.tsx';
import { Albums, AllTracks, Artists, GenreTracks } from './long-rooms.tsx';
import { Favourites, History } from './mine.tsx';
import { NotFound } from './not-found.tsx';
import { Search } from './search.tsx';

const AccountRoom = later(async () => (await import('./account/account.tsx')).AccountRoom, {
  en: async () => (await import('../words/english/account.ts')).account,
  ru: async () => (await import('../words/russian/account.ts')).account,
});
const PlaylistRoom = later(async () => (await import('./playlists/playlist.tsx')).PlaylistRoom);
const Playlists = later(async () => (await import('./playlists/playlists.tsx')).Playlists);
const Everybody = later(async () => (await import('./people/everybody.tsx')).Everybody);
const Feed = later(async () => (await import('./people/feed.tsx')).Feed);
const Person = later(async () => (await import('./people/person.tsx')).PersonRoom);
const Desk = later(async () => (await import('./desk/desk.tsx')).Desk, {
  en: async () => (await import('../words/english/label.ts')).label,
  ru: async () => (await import('../words/russian/label.ts')).label,
});
const Upload = later(async () => (await import('./upload/upload.tsx')).UploadRoom, {
  en: async () => (await import('../words/english/upload.ts')).upload,
  ru: async () => (await import('../words/russian/upload.ts')).upload,
});
const Settings = later(async () => (await import('./settings.tsx')).Settings);

/** Both spellings. */
const ID = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The room that the address names. */
export function Room() {
  const { room, id, query } = route.value;
  if (room === 'desk') return <Desk />;
  if (id !== undefined) {
    if (room === 'people') return <Person />;
    // What no id looks like is not asked for.
    if (room !== 'genres' && !ID.test(id)) return <NotFound />;
    if (room === 'albums') return <AlbumRoom id={id} />;
    if (room === 'artists') return <ArtistRoom id={id} />;
    if (room === 'playlists') return <PlaylistRoom />;
    if (room === 'genres') return <GenreTracks genre={id} />;
    return <NotFound />;
  }
  switch (room) {
    case '':
      return <Home />;
    case 'artists':
      return <Artists />;
    case 'albums':
      return <Albums />;
    case 'tracks':
      return <AllTracks />;
    case 'genres':
      return <Genres />;
    case 'search':
      return <Search q={query.get('q') ?? ''} />;
    case 'favourites':
      return <Favourites />;
    case 'playlists':
      return <Playlists />;
    case 'history':
      return <History />;
    case 'account':
      return <AccountRoom />;
    case 'feed':
      return <Feed />;
    case 'people':
      return <Everybody />;
    case 'upload':
      return <Upload />;
    case 'settings':
      return <Settings />;
    default:
      return <NotFound />;
  }
}
