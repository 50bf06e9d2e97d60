import { WORLD } from '../../../lib/territories.ts';
import { instant } from '../../../lib/time.ts';
import { type Element, element, textElement, xmlFile } from '../../../lib/xml.ts';
import type { Deliverable } from '../releases/deliverable.ts';
import type { Contributor, FullRelease, ReleaseType, Track } from '../releases/model.ts';
import type { Names } from './names.ts';
import { displayArtists, Parties } from './parties.ts';
import {
  coverOf,
  DEFAULT,
  durationOf,
  lineElement,
  recordingOf,
  resourceList,
  titles,
  warningOf,
} from './resources.ts';
import { territoriesOf } from './table.ts';

const NAMESPACE = 'http://ddex.net/xml/ern/43';
const TYPES: Readonly<Record<ReleaseType, string>> = { single: 'Single', ep: 'EP', album: 'Album' };
/** How people may have it, by how it is paid for. */
const MODELS = [
  ['SubscriptionModel', ['OnDemandStream', 'ConditionalDownload']],
  ['AdvertisementSupportedModel', ['OnDemandStream']],
  ['PayAsYouGoModel', ['PermanentDownload']],
] as const;

/**
 * The message of a delivery, in the words and the order of ERN 4.3. It claims no conformance: that takes a licence, and a
 * party identifier of the label.
 * @param md5Of the sums of the files, by their names @param createdAt milliseconds since the epoch
 */
export function message(
  deliverable: Deliverable,
  names: Names,
  md5Of: (name: string) => string,
  createdAt: number,
): string {
  const { release } = deliverable;
  const parties = new Parties();
  const artists = mainArtists(release);
  const label = parties.of({ name: release.labelName ?? '' });
  const resources = resourceList(deliverable, names, md5Of, parties);
  const releases = element(
    'ReleaseList',
    releaseElement(release, artists, names, label, parties),
    release.tracks.map((track) => trackElement(release, track, names, label)),
  );
  return xmlFile({
    ...element(
      'ern:NewReleaseMessage',
      header(release, names, createdAt),
      // All that were named before this.
      parties.list(),
      resources,
      releases,
      dealList(release),
    ),
    attributes: { 'xmlns:ern': NAMESPACE, AvsVersionId: '4', LanguageAndScriptCode: release.language ?? '' },
  });
}

const header = ({ labelName }: FullRelease, { upc, message }: Names, createdAt: number): Element =>
  element(
    'MessageHeader',
    textElement('MessageThreadId', upc),
    textElement('MessageId', `${upc}-${createdAt}`),
    textElement('MessageFileName', message),
    element('MessageSender', element('PartyName', textElement('FullName', labelName ?? ''))),
    element('MessageRecipient', element('PartyName', textElement('FullName', 'Distributor'))),
    textElement('MessageCreatedDateTime', instant(createdAt)),
  );

/** Those who stand on the cover: those told of the release, or else its artist. */
function mainArtists({ contributors, stageName, feat }: FullRelease): Contributor[] {
  const one = (name: string, role: Contributor['role']): Contributor => ({
    name,
    role,
    isni: '',
    spotify: '',
    apple: '',
  });
  const main = contributors.filter(({ role }) => role === 'MainArtist');
  const featured = contributors.filter(({ role }) => role === 'FeaturedArtist');
  const others = feat.filter((name) => featured.every((known) => known.name !== name));
  return [
    ...(main.length > 0 ? main : [one(stageName, 'MainArtist')]),
    ...featured,
    ...others.map((name) => one(name, 'FeaturedArtist')),
  ];
}

function releaseElement(
  release: FullRelease,
  artists: readonly Contributor[],
  { upc }: Names,
  label: string,
  parties: Parties,
): Element {
  const { tracks, catalogueNumber, originalDate } = release;
  return element(
    'Release',
    textElement('ReleaseReference', 'R0'),
    textElement('ReleaseType', TYPES[release.type ?? 'single']),
    element(
      'ReleaseId',
      textElement('ICPN', upc),
      catalogueNumber !== null && textElement('CatalogNumber', catalogueNumber, { Namespace: release.labelName ?? '' }),
    ),
    titles(release.name ?? '', release.version),
    textElement('DisplayArtistName', release.stageName, DEFAULT),
    displayArtists(artists, parties),
    textElement('ReleaseLabelReference', label, DEFAULT),
    lineElement('PLine', release.pLine ?? ''),
    lineElement('CLine', release.cLine ?? ''),
    textElement('Duration', durationOf(tracks.reduce((sum, { duration }) => sum + duration, 0))),
    genre(release),
    textElement('ReleaseDate', release.date ?? ''),
    originalDate !== null && textElement('OriginalReleaseDate', originalDate),
    textElement('ParentalWarningType', warningOf(tracks.some(({ explicit }) => explicit))),
    element(
      'ResourceGroup',
      element(
        'ResourceGroup',
        textElement('SequenceNumber', 1),
        tracks.map(({ position }) =>
          element(
            'ResourceGroupContentItem',
            textElement('SequenceNumber', position),
            textElement('ReleaseResourceReference', recordingOf(position)),
          ),
        ),
      ),
      textElement('LinkedReleaseResourceReference', coverOf(tracks), { LinkDescription: 'FrontCover' }),
    ),
  );
}

const trackElement = (release: FullRelease, track: Track, { upc }: Names, label: string): Element =>
  element(
    'TrackRelease',
    textElement('ReleaseReference', `R${track.position}`),
    element('ReleaseId', textElement('ProprietaryId', `${upc}_${track.isrc}`, { Namespace: upc })),
    titles(track.name, track.version),
    textElement('ReleaseResourceReference', recordingOf(track.position)),
    textElement('ReleaseLabelReference', label, DEFAULT),
    genre(release),
  );

const genre = ({ genre, subgenre }: FullRelease): Element => ({
  ...element('Genre', textElement('GenreText', genre ?? ''), subgenre !== null && textElement('SubGenre', subgenre)),
  attributes: DEFAULT,
});

/** What may be done with the release and each of its tracks, from its date on. */
function dealList(release: FullRelease): Element {
  const territories = territoriesOf(release).map((code) =>
    textElement('TerritoryCode', code === WORLD ? 'Worldwide' : code),
  );
  const deals = MODELS.map(([model, uses]) =>
    element(
      'Deal',
      element(
        'DealTerms',
        territories,
        element('ValidityPeriod', textElement('StartDate', release.date ?? '')),
        textElement('CommercialModelType', model),
        uses.map((use) => textElement('UseType', use)),
      ),
    ),
  );
  const references = ['R0', ...release.tracks.map(({ position }) => `R${position}`)];
  return element(
    'DealList',
    element(
      'ReleaseDeal',
      references.map((reference) => textElement('DealReleaseReference', reference)),
      deals,
    ),
  );
}
