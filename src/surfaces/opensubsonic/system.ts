import { DomainError } from '../../errors.ts';
import type { Endpoints } from './endpoint.ts';

/** What is announced works for every account: players use it without looking back. */
export const EXTENSIONS = [
  ...['apiKeyAuthentication', 'formPost', 'indexBasedQueue', 'songLyrics', 'topSongsByArtistId', 'transcodeOffset'],
  ...['playbackReport', 'transcoding'],
].map((name) => ({ name, versions: [1] }));

/** The one folder that players see. Its id is a number, as the protocol's schema and some players want it. */
export const FOLDER = { id: 1, name: 'Music' };

/** About the server itself. */
export const systemEndpoints: Endpoints = {
  ping: { summary: 'Whether the server answers', about: 'Answers that it does, and who it is.', answer: () => ({}) },
  getLicense: {
    summary: 'The licence',
    about: 'Answers a licence that holds, as some old players ask for one.',
    answer: () => ({ license: { valid: true, email: '', licenseExpires: '2099-12-31T00:00:00.000Z' } }),
  },
  tokenInfo: {
    summary: 'Whose key it is',
    about: 'Answers the login of the account.',
    answer: ({ viewer }) => ({ tokenInfo: { username: viewer.login } }),
  },
  getMusicFolders: {
    summary: 'The folders of music',
    about: 'Answers one folder that holds everything.',
    answer: () => ({ musicFolders: { musicFolder: [FOLDER] } }),
  },
};

const forbidden = () => new DomainError('forbidden', 'This is not allowed here');
const absent = (subject: string) => new DomainError('not_found', 'There is no such thing', { subject });
const notOffered = () => new DomainError('conflict', 'This is not offered here');

const nothing = (summary: string, about: string, answer: Endpoints[string]['answer']) => ({ summary, about, answer });
const refused = (summary: string, error: () => DomainError) =>
  nothing(summary, 'Is refused always: there is no such thing on this server.', () => {
    throw error();
  });

/** What other servers have, and players may ask for all the same. */
export const absentEndpoints: Endpoints = {
  getVideos: nothing('All videos', 'Answers that there are none.', () => ({ videos: { video: [] } })),
  getVideoInfo: refused('About a video', () => absent('video')),
  getCaptions: refused('Captions of a video', () => absent('video')),
  getPodcasts: nothing('All podcasts', 'Answers that there are none.', () => ({ podcasts: { channel: [] } })),
  getNewestPodcasts: nothing('New episodes', 'Answers that there are none.', () => ({
    newestPodcasts: { episode: [] },
  })),
  getPodcastEpisode: refused('An episode', () => absent('episode')),
  refreshPodcasts: refused('Refresh podcasts', forbidden),
  createPodcastChannel: refused('Add a podcast', forbidden),
  deletePodcastChannel: refused('Delete a podcast', forbidden),
  deletePodcastEpisode: refused('Delete an episode', forbidden),
  downloadPodcastEpisode: refused('Fetch an episode', forbidden),
  getInternetRadioStations: nothing('Radio stations', 'Answers that there are none.', () => ({
    internetRadioStations: { internetRadioStation: [] },
  })),
  createInternetRadioStation: refused('Add a radio station', forbidden),
  updateInternetRadioStation: refused('Change a radio station', forbidden),
  deleteInternetRadioStation: refused('Delete a radio station', forbidden),
  getChatMessages: nothing('Messages', 'Answers that there are none.', () => ({ chatMessages: { chatMessage: [] } })),
  addChatMessage: refused('Send a message', notOffered),
  jukeboxControl: refused('Play on the server', forbidden),
  'hls.m3u8': refused('Stream by HLS', notOffered),
  findSonicPath: refused('A path between songs', notOffered),
  getSonicSimilarTracks: refused('Songs that sound alike', notOffered),
};
