import { afterAll, describe, expect, test } from 'bun:test';
import { APP_KEY, CATALOGUE, GENRE, PLAYLIST, SHARE } from '../../../src/lib/examples.ts';
import { newDemoHouse } from '../../support/demo.ts';
import type { Told } from '../../support/player.ts';

const world = await newDemoHouse();
afterAll(() => world.close());

const { track, album, artist } = CATALOGUE;

/** What changes things comes first, so that what is answered after it has all there is. */
const REQUESTS = [
  ...[
    `star?id=${track}&albumId=${album}&artistId=${artist}`,
    `setRating?id=${track}&rating=4`,
    `setRating?id=${artist}&rating=5`,
  ],
  ...[
    `scrobble?id=${track}`,
    `createBookmark?id=${track}&position=5&comment=%3Ca%3E%26%0A%09%22`,
    `savePlayQueue?id=${track}&current=${track}`,
  ],
  ...[
    `reportPlayback?mediaId=${track}&mediaType=song&positionMs=1&state=paused`,
    `createShare?id=${track}&expires=9999999999999`,
  ],
  ...[
    'ping',
    'getLicense',
    'getOpenSubsonicExtensions',
    'tokenInfo',
    'getMusicFolders',
    'getIndexes',
    'getArtists',
    'getGenres',
  ],
  ...[
    `getMusicDirectory?id=${album}`,
    `getMusicDirectory?id=${artist}`,
    'getMusicDirectory?id=1',
    `getArtist?id=${artist}`,
  ],
  ...[
    `getAlbum?id=${album}`,
    `getSong?id=${track}`,
    'getVideos',
    `getArtistInfo?id=${artist}`,
    `getArtistInfo2?id=${artist}`,
  ],
  ...[
    `getAlbumInfo?id=${album}`,
    `getAlbumInfo2?id=${album}`,
    `getSimilarSongs?id=${track}`,
    `getSimilarSongs2?id=${track}`,
  ],
  ...[
    'getTopSongs?artist=The+Demo+Quartet',
    'getAlbumList?type=newest&size=500',
    'getAlbumList2?type=alphabeticalByName&size=500',
  ],
  ...[
    `getSongsByGenre?genre=${encodeURIComponent(GENRE)}`,
    'getNowPlaying',
    'getStarred',
    'getStarred2',
    'search?any=morning',
  ],
  ...[
    'search2?query=',
    'search3?query=',
    'getPlaylists',
    `getPlaylist?id=${PLAYLIST.id}`,
    `getLyrics?artist=x&title=y`,
  ],
  ...[`getLyricsBySongId?id=${track}`, 'getBookmarks', 'getPlayQueue', 'getPlayQueueByIndex', 'getShares', 'getUser'],
  ...['getInternetRadioStations', 'getPodcasts', 'getNewestPodcasts', 'getChatMessages', 'getScanStatus', 'startScan'],
  ...[
    `getTranscodeDecision?mediaId=${track}&mediaType=song`,
    'getUsers',
    'getAlbum',
    'getAlbum?id=x',
    `updateShare?id=${SHARE.id}`,
  ],
];

async function ask(request: string, f: string): Promise<string> {
  const more = `${request.includes('?') ? '&' : '?'}apiKey=${APP_KEY.key}&f=${f}`;
  const response = await world.handle(new Request(`http://localhost/rest/${request}${more}`));
  return response.text();
}

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

const unescaped = (text: string) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) =>
    number ? String.fromCodePoint(Number(number)) : ({ amp: '&', lt: '<', gt: '>', quot: '"' }[name as string] ?? '?'),
  );

/** Reads a document as it is written here: nothing but elements, attributes and text. */
function parsed(xml: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const path = [root];
  const TOKEN = /<\?[^>]*\?>\s*|<\/([\w.-]+)>|<([\w.-]+)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const [whole, closed, opened, attributes = '', single, text] of xml.matchAll(TOKEN)) {
    end += whole.length;
    const top = path.at(-1) as Node;
    if (text !== undefined) top.text += unescaped(text);
    if (closed !== undefined && path.pop()?.name !== closed) throw new Error(`</${closed}> closes nothing`);
    if (opened === undefined) continue;
    const pairs = [...attributes.matchAll(/([\w.:-]+)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      unescaped(value ?? ''),
    ]);
    const node = { name: opened, attributes: Object.fromEntries(pairs), children: [], text: '' };
    top.children.push(node);
    if (!single) path.push(node);
  }
  if (end !== xml.length || path.length !== 1) throw new Error(`ends at ${end}: ${xml.slice(end, end + 100)}`);
  return root.children[0] as Node;
}

const OMITTED =
  /^(musicBrainzId|sortName|displayComposer|display\w*Artist|explicitStatus|version|comment|replayGain|\w*[rR]eleaseDate)$/;
const isEmpty = (value: Told) => value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** What is in one of them and not in the other. */
function differences(json: Told, { attributes, children, text }: Node, at: string): string[] {
  const found: string[] = [];
  const left = { ...attributes };
  delete left.xmlns;
  const rest = [...children];
  const take = (name: string) =>
    rest.splice(0, rest.length, ...rest.filter((node) => node.name !== name)).filter((node) => node.name === name);
  for (const [field, value] of Object.entries(json) as [string, Told][]) {
    const here = `${at}/${field}`;
    if (Array.isArray(value)) {
      const nodes = take(field);
      if (nodes.length !== value.length) found.push(`${here}: ${value.length} and ${nodes.length}`);
      for (const [place, one] of value.entries()) {
        const node = nodes[place];
        if (node === undefined) continue;
        if (typeof one === 'object') found.push(...differences(one, node, here));
        else if (String(one) !== node.text) found.push(`${here}: ${one} and ${node.text}`);
      }
    } else if (typeof value === 'object') {
      const [node] = take(field);
      if (node) found.push(...differences(value, node, here));
      else if (!(isEmpty(value) && OMITTED.test(field))) found.push(`${here} is missing`);
    } else if (field === 'value') {
      if (text !== String(value)) found.push(`${here}: ${value} and ${text}`);
    } else {
      const [node] = field in left ? [] : take(field);
      const inXml = left[field] ?? node?.text;
      delete left[field];
      if (inXml === undefined && isEmpty(value) && OMITTED.test(field)) continue;
      if (inXml !== String(value)) found.push(`${here}: ${JSON.stringify(value)} and ${JSON.stringify(inXml)}`);
    }
  }
  for (const name of [...Object.keys(left), ...rest.map((node) => node.name)])
    found.push(`${at}/${name} is in XML alone`);
  return found;
}

describe('XML and JSON say the same', () => {
  test.each(REQUESTS)('GET /rest/%s', async (request) => {
    // A report is answered where the player is now.
    const [json, xml] = [await ask(request, 'json'), await ask(request, 'xml')];
    const told = JSON.parse(json)['subsonic-response'];
    expect(json).not.toContain('null');
    if (request.startsWith('createShare')) return;
    expect(differences(told, parsed(xml), '')).toEqual([]);
    expect(xml).toStartWith(
      '<?xml version="1.0" encoding="UTF-8"?>\n<subsonic-response xmlns="http://subsonic.org/restapi" status=',
    );
    expect(await ask(`${request}${request.includes('?') ? '&' : '?'}callback=a.b`, 'jsonp')).toStartWith(
      'a.b({"subsonic-response":{"status":',
    );
  });
});
