import { type Element, element, textElement } from '../../../lib/xml.ts';
import type { StoredFile } from '../../media/model.ts';
import type { Deliverable } from '../releases/deliverable.ts';
import type { Track } from '../releases/model.ts';
import type { Names } from './names.ts';
import { contributors, displayArtists, type Parties } from './parties.ts';
import { inRole, peopleOf } from './people.ts';

/** What is the same in all territories. */
export const DEFAULT = { ApplicableTerritoryCode: 'Worldwide', IsDefault: 'true' };

/** The reference of the nth track's recording, from 1, and of the cover. */
export const recordingOf = (position: number): string => `A${position}`;
export const coverOf = (tracks: readonly Track[]): string => `A${tracks.length + 1}`;

/** The recordings and the picture of a release. */
export function resourceList(
  deliverable: Deliverable,
  names: Names,
  md5Of: (name: string) => string,
  parties: Parties,
): Element {
  const { release, cover, audio } = deliverable;
  const recordings = release.tracks.map((track, at) => {
    const people = peopleOf(release, track);
    const pLine = track.pLine ?? release.pLine ?? '';
    const file = fileElement(names.audio[at] as string, audio[at] as StoredFile, md5Of);
    return element(
      'SoundRecording',
      textElement('ResourceReference', recordingOf(track.position)),
      textElement('Type', 'MusicalWorkSoundRecording'),
      element(
        'SoundRecordingEdition',
        textElement('Type', 'NonImmersiveEdition'),
        element('ResourceId', textElement('ISRC', track.isrc ?? '')),
        lineElement('PLine', pLine),
        audioDetails(track, audio[at] as StoredFile, file),
      ),
      titles(track.name, track.version),
      textElement('DisplayArtistName', inRole(people, 'MainArtist').join(', '), DEFAULT),
      displayArtists(people, parties),
      contributors(people, parties),
      textElement('Duration', durationOf(track.duration)),
      textElement('ParentalWarningType', warningOf(track.explicit)),
      track.language !== null && textElement('LanguageOfPerformance', track.language),
    );
  });
  const picture = element(
    'Image',
    textElement('ResourceReference', coverOf(release.tracks)),
    textElement('Type', 'FrontCoverImage'),
    element('ResourceId', textElement('ProprietaryId', names.cover, { Namespace: names.upc })),
    textElement('ParentalWarningType', 'NotExplicit'),
    element(
      'TechnicalDetails',
      textElement('TechnicalResourceDetailsReference', `T${coverOf(release.tracks)}`),
      textElement('ImageCodecType', 'JPEG'),
      measure('ImageHeight', cover.facts.height, 'Pixel'),
      measure('ImageWidth', cover.facts.width, 'Pixel'),
      fileElement(names.cover, cover, md5Of),
    ),
  );
  return element('ResourceList', recordings, picture);
}

function audioDetails(track: Track, { type, facts }: StoredFile, file: Element): Element {
  return element(
    'TechnicalDetails',
    textElement('TechnicalResourceDetailsReference', `T${recordingOf(track.position)}`),
    element(
      'DeliveryFile',
      textElement('Type', 'AudioFile'),
      textElement('AudioCodecType', type === 'audio/flac' ? 'FLAC' : 'PCM'),
      facts.channels !== undefined && textElement('NumberOfChannels', facts.channels),
      measure('SamplingRate', facts.sampleRate, 'Hz'),
      facts.bits !== undefined && textElement('BitsPerSample', facts.bits),
      textElement('Duration', durationOf(track.duration)),
      textElement('IsProvidedInDelivery', 'true'),
      file,
    ),
    track.previewStart !== null &&
      element(
        'ClipDetails',
        textElement('ClipType', 'Preview'),
        element('Timing', textElement('StartPoint', track.previewStart)),
      ),
  );
}

const measure = (name: string, value: number | undefined, unit: string): Element | undefined =>
  value === undefined ? undefined : textElement(name, value, { UnitOfMeasure: unit });

const fileElement = (name: string, { size }: StoredFile, md5Of: (name: string) => string): Element =>
  element(
    'File',
    textElement('URI', name),
    element('HashSum', textElement('Algorithm', 'MD5'), textElement('HashSumValue', md5Of(name))),
    textElement('FileSize', size),
  );

/** The titles of a release or a track. */
export const titles = (name: string, version: string | null): Element[] => [
  textElement('DisplayTitleText', version === null ? name : `${name} (${version})`, DEFAULT),
  {
    ...element(
      'DisplayTitle',
      textElement('TitleText', name),
      version !== null && textElement('SubTitle', version, { SubTitleType: 'Version' }),
    ),
    attributes: DEFAULT,
  },
];

/** A line of rights: its year stands apart, where it names one. */
export function lineElement(name: 'PLine' | 'CLine', text: string): Element {
  const year = /(?<!\d)(?:19|20)\d\d(?!\d)/.exec(text)?.[0];
  return element(name, year !== undefined && textElement('Year', year), textElement(`${name}Text`, text));
}

export const warningOf = (isExplicit: boolean): string => (isExplicit ? 'Explicit' : 'NotExplicit');

/** A time as ISO 8601 has it. @param milliseconds of it */
export function durationOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const rest = Number(`${seconds % 60}.${String(milliseconds % 1000).padStart(3, '0')}`);
  return `PT${Math.floor(seconds / 3600)}H${Math.floor((seconds % 3600) / 60)}M${rest}S`;
}
