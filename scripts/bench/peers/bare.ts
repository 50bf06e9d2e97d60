/** The same answers with nothing around them: `Bun.serve` and prepared statements. The measure of what Bun can do. */
import { Database } from 'bun:sqlite';

const [, , databasePath = '', audioPath = ''] = process.argv;
const db = new Database(databasePath, { readwrite: true });
for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON']) db.run(`PRAGMA ${pragma}`);

interface Album {
  id: string;
  name: string;
  artist: string;
  year: string;
  image: string | null;
}

const columns = 'id, name, artist, year, image';
const one = db.query<Album, string>(`SELECT ${columns} FROM albums WHERE id IN (?)`);
const ofArtist = db.query<Album, string>(
  `SELECT ${columns} FROM albums WHERE artist IN (?) ORDER BY year, name, id LIMIT 1001`,
);
const caller = db.query<{ id: string }, string>(
  'SELECT a.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash IN (?) AND a.active = 1',
);
const insert = db.query('INSERT INTO history (id, account, track, heard_at) VALUES (?, ?, ?, ?)');
const change = db.query('UPDATE albums SET year = ? WHERE id = ?');
const audio = Bun.file(audioPath);

const documentOf = ({ id, name, year, artist, image }: Album) => ({
  _id: id,
  name,
  year: year || null,
  artist,
  image,
  __v: 0,
});

async function hear(request: Request): Promise<Response> {
  const hash = new Bun.CryptoHasher('sha256').update(request.headers.get('token') ?? '').digest('hex');
  const account = caller.get(hash);
  if (!account) return new Response(null, { status: 401 });
  const { track } = (await request.json()) as { track: string };
  const now = Date.now();
  const id = Math.floor(now / 1000).toString(16) + crypto.getRandomValues(new Uint8Array(8)).toHex();
  insert.run(id, account.id, track, now);
  return Response.json({ _id: id, user: account.id, track, datetime: new Date(now).toISOString(), __v: 0 });
}

async function changed(request: Request, id: string): Promise<Response> {
  const { year } = (await request.json()) as { year: string };
  change.run(year, id);
  return Response.json({ _id: id });
}

function part(request: Request): Response {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
  const headers = { 'content-type': 'audio/wav', 'content-range': `bytes ${first}-${last}/${audio.size}` };
  return new Response(audio.slice(Number(first), Number(last) + 1), { status: 206, headers });
}

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    const url = new URL(request.url);
    if (request.method === 'POST') return hear(request);
    if (request.method === 'PUT') return changed(request, url.pathname.slice('/albums/'.length));
    if (url.pathname.startsWith('/media/')) return part(request);
    if (url.pathname === '/albums')
      return Response.json(ofArtist.all(url.searchParams.get('artist') ?? '').map(documentOf));
    const album = one.get(url.pathname.slice('/albums/'.length));
    return album ? Response.json(documentOf(album)) : new Response(null, { status: 404 });
  },
});
console.log(server.url.origin);
