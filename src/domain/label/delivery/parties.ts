import { type Element, element, textElement } from '../../../lib/xml.ts';
import type { Contributor } from '../releases/model.ts';

/** Those whom a message names: each has a reference in it. */
export class Parties {
  readonly #references = new Map<string, string>();
  readonly #elements: Element[] = [];

  /** The reference of a person or a label, who is listed from then on. People of one name and other numbers are others. */
  of({ name, isni = '', spotify = '', apple = '' }: Pick<Contributor, 'name'> & Partial<Contributor>): string {
    const key = JSON.stringify([name, isni, spotify, apple]);
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const reference = `P${this.#references.size + 1}`;
    this.#references.set(key, reference);
    this.#elements.push(
      element(
        'Party',
        textElement('PartyReference', reference),
        element('PartyName', textElement('FullName', name)),
        isni !== '' && element('PartyId', textElement('ISNI', isni)),
        spotify !== '' && element('PartyId', textElement('ProprietaryId', spotify, { Namespace: 'Spotify' })),
        apple !== '' && element('PartyId', textElement('ProprietaryId', apple, { Namespace: 'Apple' })),
      ),
    );
    return reference;
  }

  /** The list of all that were named. */
  list(): Element {
    return element('PartyList', this.#elements);
  }
}

const DISPLAYED: readonly Contributor['role'][] = ['MainArtist', 'FeaturedArtist'];

/** Elements for those who stand on the cover, in their order. */
export const displayArtists = (people: readonly Contributor[], parties: Parties): Element[] =>
  people
    .filter(({ role }) => DISPLAYED.includes(role))
    .map((one, at) => ({
      ...element(
        'DisplayArtist',
        textElement('ArtistPartyReference', parties.of(one)),
        textElement('DisplayArtistRole', one.role),
      ),
      attributes: { SequenceNumber: String(at + 1) },
    }));

/** Elements for the others. */
export const contributors = (people: readonly Contributor[], parties: Parties): Element[] =>
  people
    .filter(({ role }) => !DISPLAYED.includes(role))
    .map((one, at) => ({
      ...element(
        'Contributor',
        textElement('ContributorPartyReference', parties.of(one)),
        textElement('Role', one.role === 'Performer' ? 'AssociatedPerformer' : one.role),
      ),
      attributes: { SequenceNumber: String(at + 1) },
    }));
