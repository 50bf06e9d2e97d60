import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import type { TakenFile } from '../../../src/domain/media/model.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';

/** A picture that lies in its place, and whose row is still to come. */
async function taken(house: House): Promise<TakenFile> {
  const { media } = house.services;
  const picture = Bun.file(fixturePath('small.png'));
  const staged = await media.staging.stage(picture.stream() as unknown as AsyncIterable<Uint8Array>, 1_000_000);
  const upload = { staged, originalName: 'small.png' };
  const [file] = await media.take([{ upload, field: 'image', as: 'picture' }], 'artists', null);
  return file as TakenFile;
}

const onDisk = async (house: House, { name }: TakenFile) => (await house.files('artists')).includes(name);
const loose = async ({ db }: House) => (await db.read.select().from(db.tables.looseFiles)).length;

onEachEngine('files that no row owns', (house) => {
  describe('take · a file whose row never comes', () => {
    test('stays while it is young, and is erased when it is old', async () => {
      const file = await taken(house());
      expect(await house().services.media.eraseLeft()).toBe(0);
      expect(await onDisk(house(), file)).toBe(true);
      expect(await house().services.media.eraseLeft(Date.now() + 1)).toBe(1);
      expect([await onDisk(house(), file), await loose(house())]).toEqual([false, 0]);
    });

    test('whose row comes after that is refused, and nothing of it is kept', async () => {
      const file = await taken(house());
      await house().services.media.eraseLeft(Date.now() + 1);
      const late = house().services.media.write([file], async () => {});
      await expect(late).rejects.toMatchObject({ kind: 'busy' });
      expect(await house().services.media.find('artists', file.name)).toBeUndefined();
      expect(await loose(house())).toBe(0);
    });
  });

  test('write · a file that has its row is nobody else’s, whatever its age', async () => {
    const file = await taken(house());
    await house().services.media.write([file], async () => {});
    expect([await loose(house()), await house().services.media.eraseLeft(Date.now() + 1)]).toEqual([0, 0]);
    expect(await onDisk(house(), file)).toBe(true);
    const { sha256, store } = (await house().services.media.find('artists', file.name)) ?? {};
    const bytes = await Bun.file(join(house().config.dataDir, 'artists', file.name)).bytes();
    expect([sha256, store]).toEqual([new Bun.CryptoHasher('sha256').update(bytes).digest('hex'), 'folder']);
  });

  test('fix · leaves a file whose row is being made, though it was found without one', async () => {
    const file = await taken(house());
    const { media } = house().services;
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writing = media.write([file], () => {
      begun.resolve();
      return gate.promise;
    });
    await begun.promise;
    const fixing = media.fix({ objects: 1, orphans: [file], missing: [], accounts: [] });
    await Bun.sleep(200);
    gate.resolve();
    await Promise.all([writing, fixing]);
    expect([await onDisk(house(), file), await loose(house())]).toEqual([true, 0]);
    expect(await media.find('artists', file.name)).toBeDefined();
  });

  test('write · that fails erases what was taken', async () => {
    const file = await taken(house());
    const failing = house().services.media.write([file], () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await onDisk(house(), file)).toBe(false);
  });

  test('write · what is dropped is noted until it is erased, so that a crash between loses nothing', async () => {
    const file = await taken(house());
    const { media } = house().services;
    await media.write([file], async () => {});
    const { db } = house();
    await media.write([], async (tx, drop) => {
      await drop([file.name]);
      const [row] = await tx.select().from(db.tables.looseFiles);
      expect(row).toMatchObject({ name: file.name, place: 'artists', store: 'folder', state: 'leaving' });
    });
    expect(await onDisk(house(), file)).toBe(false);
    // As a process that died after the commit leaves it.
    const left = await taken(house());
    await db.write((tx) =>
      tx
        .update(db.tables.looseFiles)
        .set({ state: 'leaving' })
        .then(() => {}),
    );
    expect(await media.eraseLeft(Date.now() + 1)).toBeGreaterThanOrEqual(1);
    expect([await onDisk(house(), left), await loose(house())]).toEqual([false, 0]);
  });
});
