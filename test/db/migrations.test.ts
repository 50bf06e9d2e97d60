import { describe, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Of each migration that has been released: SHA-256 of its file, and its moment in the journal, by which it is ordered. */
const RELEASED: Record<string, Record<string, [sha256: string, when: number]>> = {
  sqlite: {
    '0000_first': ['82f99ed3d8e5916549a7b67e52512c0d9ca98ca130d80ff77cdc50b9a389820a', 1795190668686],
    '0001_what_is_append_only': ['3ef9f201e56fd0082e3b9d1e46d3bc01ee9e08232375c618cc694424c0d197f2', 1795190669910],
    '0002_secrets_shares_and_marks': [
      '2b1e7afee61f1dc866a860b9a00106ec7f79ee7c8b1a9886d1b3d6bbb4a8d382',
      1795270435413,
    ],
    '0003_one_artist_a_musician': ['eb2a44ead569590895223302822c2c3faafdcececb1a54ceb7310500a4678aaf', 1795270436166],
    '0004_stores_quotas_and_pieces': [
      '87ccc439953c5d589ef0b34a1eec1aa1c5dfeaf4989cc4915db740e5925147dd',
      1795281110376,
    ],
    '0005_what_accounts_keep': ['fbde76bb6a7534b6b11ed46e663c3ca462bbc02f1f678d05985ce0c002d1f818', 1795281111389],
    '0006_library_and_players': ['0e8facd41171d53cd41067b00c91b60bc8731e7f25c727020a67d1b541d89535', 1795283961850],
    '0007_search': ['716d975b5a434c691f4f34909c18e9a131e77aa8ef6a1ba54e5cf1e222f1535d', 1795283963977],
    '0008_when_artists_changed': ['7f325b546cfaf389f107dec1859debdd4623e328cac48c6138ee5552a6209462', 1795292866552],
    '0009_places_and_keys': ['3dbc7fdfefe7264d49f3871b6b668a22940121629ab1aa6aff99d31a6a49a1bb', 1795292867652],
    '0010_codes_and_notifications': ['16098d0d0861cdab9ba613f5b0c039fd12b58ca015e2a214923b06cbc2319279', 1795293810280],
    '0011_payees_terms_and_advances': [
      'b6d524298f11f372f684d34c032fc3f54ca49a838fc38e90435ef76b8d3ede82',
      1795293811380,
    ],
    '0012_ledger_stays_append_only': [
      'a6b30950e98fa43764ae045a7eb2818655b4d6c2357c121c54af1ffeefa1c34e',
      1795293812480,
    ],
    '0013_reports': ['252e262915fb1eafe1f49519b0c0be9a5a3816d175fc99162cffa29b67017dd3', 1795293813580],
    '0014_bookings': ['337843118b6f7fd949bf54c2768aac1459c9a3b9d4d1ae9dcc776353549df965', 1795296929171],
    '0015_booked_stays_booked': ['d091275f1c0a4f74a7398e03f6294df515a9d695c00771cd93d8436d6f52e279', 1795296931894],
    '0016_statements': ['77f603aa04ae47c27d8a1955b6738fb8c98df21828f4afd3ba2b217a9c7e662f', 1795299869320],
    '0017_statements_stay': ['c937be0f6bdbe94c8f2cc0afbdade06900ce3dd0beb4b4c46efbb0f4a73f607a', 1795299876337],
    '0018_lists_at_scale': ['c729e088bfdd2d6478ca3579b242fc4f3ffd38715f481a1ddffa00b096e8471d', 1795305630388],
    '0019_failures_and_retention': ['626ab33a2681f08bb8758bb9ff5bd36e30369d8a42b250a7f6f1b36e93c74519', 1795305631488],
    '0020_entries_have_names': ['c148e0f476b4fdca213a42c7b4925a0753da88264751ce5dfe4a857a954aa964', 1795305632588],
    '0021_names_of_people': ['90ab82e19312e68e503010184c590dd674630aa43dbb272de4c0269097472afe', 1795305633688],
    '0022_words_in_order': ['76ea44d293d7ec22b4034f64ace47108dfbc8d117f356b6c789d692f8c407bab', 1795316937273],
    '0023_ratings_in_order': ['36464303fadb27f29570eca7d8ac97ea34dcf490b193a370eefd190d2385d9ba', 1795317699275],
  },
  postgres: {
    '0000_first': ['3f3d8b48c9e693b055049de0ec7755cf44793e83e59cca0354168e9053bb6297', 1795190669003],
    '0001_what_is_append_only': ['8a07078b2d4476a46b0ed86ddcd3756495d0d34edcd939ffcdd9d222daf4ace1', 1795190670265],
    '0002_secrets_shares_and_marks': [
      '37ea40be6cb13af139c45690b047a21f62717011fa2904035249972b55661585',
      1795270435656,
    ],
    '0003_one_artist_a_musician': ['965a9753f5e810700e39f15d8de2454ed91bf7ab4fe5348e649a62ff8bd45c9d', 1795270436394],
    '0004_stores_quotas_and_pieces': [
      '8b4ef34cb9a07351a90ab0360dbed4f068fc8fb32cb9be92c4e8132f56180c94',
      1795281110732,
    ],
    '0005_what_accounts_keep': ['fbde76bb6a7534b6b11ed46e663c3ca462bbc02f1f678d05985ce0c002d1f818', 1795281111613],
    '0006_library_and_players': ['7de5efa922adc2a81c9656ad0b5ae60fef8e8c221e4875386191ac6b7b80f53e', 1795283962491],
    '0007_search': ['30a67e034ae8c6566685c207de2c5e18a08bc8603eae613aa8f54b32fb0a008b', 1795283964354],
    '0008_when_artists_changed': ['78687b820bd525eb1b42b10a1956b71bb6d525f0a85afb4cf15c91b85a0cad9f', 1795292868095],
    '0009_places_and_keys': ['4ab4954c939655a57d12abf15556e8e8213980bd2187577f4694f9bb7fcc5eb7', 1795292869195],
    '0010_codes_and_notifications': ['ffba2d070e4db6931b51996f3fa79f58488991ffed1eb373500e1a37a2020b8b', 1795293811035],
    '0011_payees_terms_and_advances': [
      '32baea9f589c7e29bb409aeb0d9d605c139eb97ebef03cbebbea1b54f1142804',
      1795293812135,
    ],
    '0012_ledger_stays_append_only': [
      '6c6ffbda734b2a7f89e84373ccfdd1a8e3e3a1d4f336db7fdc97aad9ee90d724',
      1795293813235,
    ],
    '0013_reports': ['b17c9ccebcccd137a07cfa96d381c8d5c3dd695487ea9fd3da1e5e8c138137ff', 1795293814335],
    '0014_bookings': ['df3e145bf3bc36ae73b7c7304812124715afea8e08bf4939675aa364b1cf8311', 1795296930055],
    '0015_booked_stays_booked': ['dfdfec54bf1849224a3288d9d0381ed80a7eb5b111ad7ac65cd29ffde96ef7fd', 1795296932770],
    '0016_statements': ['6cc547c4ef9c5e9f7ebcbdec848341a920a6a4c02fb211d3b3aa55d639327629', 1795299870845],
    '0017_statements_stay': ['7bdeed5dc1dfa883af3638df787eff7dfef6ac33fb35dc64e91705e6baeaf00f', 1795299877583],
    '0018_lists_at_scale': ['89a2752ab0aa5a8d1a98a4a6458447e4c7f3ea09e9d8081385c166222bff4c0e', 1795305632256],
    '0019_failures_and_retention': ['be60d374c8755f5debccb5f619e7864e05465abfc329ed6bbedb0616763b5af3', 1795305633356],
    '0020_entries_have_names': ['0d6d15001f80ede3d65dece2b4891b3c70621c9e2707929cb1323cd42b244350', 1795305634456],
    '0021_names_of_people': ['902caa6e7fa77228ea8780cf8f7ceb781d043a07e7b8f1d0eacac7ce6033f3ac', 1795305635556],
    '0022_words_in_order': ['d450197bcbdf3b0c812ee0bf2c1f867906bc276083f0e69603f0d7fc0623fce5', 1795316941695],
    '0023_ratings_in_order': ['5f4050a37fcb7529324f9f3b3131180938ba849842257e77e01864192404a711', 1795317701762],
  },
};

const ADVICE = `A migration that has been released was changed. Houses that have seen the old one would never see the new one,
and would be refused as made by another version. Put the file and its journal entry back as they were
(git checkout drizzle) and write what is to be different as a further one (bun run migrations generate).`;

describe.each(Object.keys(RELEASED))('migrations of %s', (engine) => {
  const folder = join(import.meta.dir, '../../drizzle', engine);
  const released = RELEASED[engine] ?? {};

  test('released ones are never rewritten', async () => {
    const { entries }: { entries: { idx: number; tag: string; when: number }[] } = await Bun.file(
      join(folder, 'meta/_journal.json'),
    ).json();
    const now: typeof released = {};
    for (const [at, tag] of Object.keys(released).entries()) {
      const text = await Bun.file(join(folder, `${tag}.sql`)).bytes();
      const entry = entries.find(({ idx }) => idx === at);
      now[entry?.tag ?? ''] = [new Bun.CryptoHasher('sha256').update(text).digest('hex'), entry?.when ?? 0];
    }
    if (!Bun.deepEquals(now, released)) throw new Error(`${ADVICE}\n${JSON.stringify(now, null, 2)}`);
  });

  test('each one there is known here, so that it is kept from now on', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
    expect(files.sort()).toEqual(Object.keys(released).map((tag) => `${tag}.sql`));
  });
});
