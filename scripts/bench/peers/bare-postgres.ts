/** The same answers with nothing around them: `Bun.serve` and postgres.js, which prepares each statement once. */
import postgres from 'postgres';

const [, , url = ''] = process.argv;
const sql = postgres(url, { max: 10, fetch_types: false });

interface Album {
  id: string;
  name: string;
  artist: string;
  year: string;
  image: string | null;
}

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
  const [account] = await sql<{ id: string }[]>`
    SELECT a.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = ${hash} AND a.active`;
  if (!account) return new Response(null, { status: 401 });
  const { track } = (await request.json()) as { track: string };
  const now = Date.now();
  const id = Math.floor(now / 1000).toString(16) + crypto.getRandomValues(new Uint8Array(8)).toHex();
  await sql`INSERT INTO history (id, account, track, heard_at) VALUES (${id}, ${account.id}, ${track}, ${now})`;
  return Response.json({ _id: id, user: account.id, track, datetime: new Date(now).toISOString(), __v: 0 });
}

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'POST') return hear(request);
    if (pathname === '/albums') {
      const albums = await sql<Album[]>`SELECT id, name, artist, year, image FROM albums
        WHERE artist = ${searchParams.get('artist') ?? ''} ORDER BY year, name, id LIMIT 1001`;
      return Response.json(albums.map(documentOf));
    }
    const id = pathname.slice('/albums/'.length);
    const [album] = await sql<Album[]>`SELECT id, name, artist, year, image FROM albums WHERE id = ${id}`;
    return album ? Response.json(documentOf(album)) : new Response(null, { status: 404 });
  },
});
console.log(server.url.origin);
