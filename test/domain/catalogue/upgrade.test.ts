import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type House, onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { person } from '../../support/people.ts';
import { Work } from '../../support/releases.ts';
import { madeBy, uploaded } from '../../support/uploads.ts';

/** The statements of migration 0003 that set the names of musicians' artists, and what is hidden. */
function statements(engine: string): string[] {
  const path = join(import.meta.dir, `../../../drizzle/${engine}/0003_one_artist_a_musician.sql`);
  const all = readFileSync(path, 'utf8').split('--> statement-breakpoint');
  return all.slice(all.findIndex((statement) => statement.includes('is called as the label')));
}

/** Musicians with an upload, a foreign track beneath it and a release, in every combination of what may hide them. */
async function musicians(house: House): Promise<void> {
  const guest = await person(house);
  for (const isPrivate of [true, false])
    for (const keeps of [true, false])
      for (const status of ['finalized', 'draft']) {
        const star = await hire(house, 'artist');
        const track = await uploaded(house, star, 'track', 'cbr.mp3');
        const { album } = (await house.call('GET', `/tracks/${track._id}`)).body;
        await madeBy(house, guest, { artist: album.artist._id, album: album._id });
        const work = await Work.draft(house, star);
        await work.complete();
        await work.status('finalized');
        await work.status(status);
        const body = { preferences: { privateProfile: isPrivate }, displayName: 'x' };
        await house.call('PUT', `/users/${star.id}/profile`, { token: star.token, body });
        if (!keeps) await house.call('DELETE', `/tracks/${track._id}`, { token: star.token });
      }
}

onEachEngine('migration 0003, in a house in which what is hidden was kept wrongly', (house) => {
  const state = async () => {
    const { read, tables } = house().db;
    const { artists, albums, tracks } = tables;
    const { id, hidden, name } = artists;
    return [
      await read.select({ id, hidden, name }).from(artists).orderBy(id),
      await read.select({ id: albums.id, hidden: albums.hidden }).from(albums).orderBy(albums.id),
      await read.select({ id: tracks.id, hidden: tracks.hidden }).from(tracks).orderBy(tracks.id),
    ];
  };
  /** `run` is drizzle's on bun:sqlite, where there is no `execute`. */
  const run = (text: string) =>
    house().db.write(async (tx) => {
      const handle = tx as unknown as { run?(text: string): unknown; execute(text: string): Promise<unknown> };
      await (handle.run ? handle.run(text) : handle.execute(text));
    });

  test('comes to what the house itself keeps', async () => {
    await musicians(house());
    const right = await state();
    for (const hidden of [true, false]) expect(right.flat()).toContainEqual(expect.objectContaining({ hidden }));
    for (const wrong of ['false', 'true']) {
      await run(`update artists set hidden = ${wrong}, name = 'y' where account is not null`);
      for (const table of ['albums', 'tracks']) await run(`update ${table} set hidden = ${wrong} where not release`);
      expect(await state()).not.toEqual(right);
      for (const statement of statements(house().db.engine)) await run(statement);
      expect(await state()).toEqual(right);
    }
  }, 60_000);
});
