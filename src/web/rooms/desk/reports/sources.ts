const BUILT_IN: Readonly<Record<string, string>> = {
  distrokid: 'DistroKid',
  tunecore: 'TuneCore',
  believe: 'Believe',
  orchard: 'The Orchard',
  bandcamp: 'Bandcamp',
  beatport: 'Beatport',
};

/** What a format is called: those of one's own by the name that they were given. */
export const sourceName = (source: string): string => BUILT_IN[source] ?? source;
