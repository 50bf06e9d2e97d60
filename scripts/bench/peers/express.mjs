/** The same answers as most would write them for Node: Express and better-sqlite3. Runs where the two are installed. */
import { createHash, randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import express from 'express';

const [, , databasePath, audioPath] = process.argv;
const db = new Database(databasePath);
for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON']) db.pragma(pragma);

const columns = 'id, name, artist, year, image';
const one = db.prepare(`SELECT ${columns} FROM albums WHERE id = ?`);
const ofArtist = db.prepare(`SELECT ${columns} FROM albums WHERE artist = ? ORDER BY year, name, id LIMIT 1001`);
const caller = db.prepare(
  'SELECT a.id FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = ? AND a.active = 1',
);
const insert = db.prepare('INSERT INTO history (id, account, track, heard_at) VALUES (?, ?, ?, ?)');

const documentOf = ({ id, name, year, artist, image }) => ({
  _id: id,
  name,
  year: year || null,
  artist,
  image,
  __v: 0,
});

const app = express();
app.get('/albums', (request, response) => {
  response.json(ofArtist.all(request.query.artist).map(documentOf));
});
app.get('/albums/:id', (request, response) => {
  const album = one.get(request.params.id);
  if (album) response.json(documentOf(album));
  else response.sendStatus(404);
});
app.post('/trackHistory', express.json(), (request, response) => {
  const account = caller.get(createHash('sha256').update(request.get('token')).digest('hex'));
  if (!account) return response.sendStatus(401);
  const { track } = request.body;
  const now = Date.now();
  const id = Math.floor(now / 1000).toString(16) + randomBytes(8).toString('hex');
  insert.run(id, account.id, track, now);
  response.json({ _id: id, user: account.id, track, datetime: new Date(now).toISOString(), __v: 0 });
});
app.get('/media/track/:id', (_request, response) => response.sendFile(audioPath));

const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
