import type { LineField, Source, SourceMapping } from '../model.ts';

/** How a report is read. */
export interface Format {
  name: string;
  builtin: boolean;
  /** The headers over each field: the first that the file has and that is not empty in a line. */
  columns: { readonly [Field in LineField]?: readonly string[] };
  constants: { readonly [Field in LineField]?: string };
  delimiter?: SourceMapping['delimiter'];
  encoding?: SourceMapping['encoding'];
  decimal?: SourceMapping['decimal'];
  skip: Readonly<Record<string, readonly string[]>>;
}

/** In place of what differs in a header: three letters of a currency. */
export const CURRENCY_MARK = '(…)';

const BUILT_IN: readonly Format[] = [
  {
    name: 'distrokid',
    builtin: true,
    columns: {
      sale_period: ['Sale Month'],
      report_period: ['Reporting Date'],
      store: ['Store'],
      country: ['Country of Sale'],
      isrc: ['ISRC'],
      upc: ['UPC'],
      title: ['Title'],
      artist: ['Artist'],
      sale_type: ['Source Type', 'Song/Album'],
      quantity: ['Quantity'],
      net: [`Earnings ${CURRENCY_MARK}`],
    },
    constants: {},
    skip: {},
  },
  {
    name: 'tunecore',
    builtin: true,
    columns: {
      sale_period: ['Sales Period'],
      report_period: ['Posted Date'],
      store: ['Store Name'],
      country: ['Country Of Sale'],
      isrc: ['Optional ISRC'],
      upc: ['UPC'],
      title: ['Song Title', 'Song', 'Release Title'],
      artist: ['Artist'],
      sale_type: ['Sales Type'],
      quantity: ['# Units Sold'],
      gross: ['Net Sales'],
      net: ['Total Earned'],
      currency: ['Currency'],
    },
    constants: {},
    skip: {},
  },
  {
    name: 'believe',
    builtin: true,
    columns: {
      sale_period: ['Sales Month', 'Месяц продажи'],
      report_period: ['Reporting month', 'Месяц отчета'],
      store: ['Platform', 'Платформа'],
      country: ['Country / Region', 'страна / регион'],
      isrc: ['ISRC'],
      upc: ['UPC'],
      title: ['Track title', 'Track', 'Название трека', 'Release title', 'Название релиза'],
      artist: ['Artist Name', 'Исполнитель'],
      sale_type: ['Sales Type', 'Тип продажи'],
      quantity: ['Quantity', 'Количество'],
      gross: ['Gross Revenue'],
      net: ['Net Revenue', 'Сумма вознаграждения'],
      currency: ['Client Payment Currency', 'Валюта'],
    },
    constants: {},
    skip: {},
  },
  {
    name: 'orchard',
    builtin: true,
    columns: {
      sale_period: ['Activity Period'],
      report_period: ['Period'],
      store: ['DMS'],
      country: ['Territory'],
      isrc: ['ISRC'],
      upc: ["Manufacturer's UPC", 'Orchard UPC'],
      title: ['Track Name'],
      artist: ['Track Artist', 'Artist Name'],
      sale_type: ['Trans Type'],
      quantity: ['Quantity'],
      gross: ['Total'],
      net: ['Label Share Net Receipts'],
      currency: ['Preferred Currency'],
    },
    constants: {},
    skip: {},
  },
  {
    name: 'bandcamp',
    builtin: true,
    columns: {
      sale_period: ['date'],
      isrc: ['isrc'],
      upc: ['upc'],
      title: ['item name'],
      artist: ['artist'],
      sale_type: ['item type'],
      quantity: ['quantity'],
      gross: ['sub total'],
      net: ['net amount'],
      currency: ['currency'],
    },
    constants: { store: 'Bandcamp' },
    skip: { 'item type': ['payout', 'pending sale', 'pending reversal'] },
  },
  {
    name: 'beatport',
    builtin: true,
    columns: {
      sale_period: ['TRANSACTION_DATE'],
      country: ['TERRITORY'],
      isrc: ['TRACK_ISRC_CODE'],
      upc: ['PRODUCT_UPC'],
      title: ['TRACK_TITLE'],
      artist: ['TRACK_ARTIST'],
      sale_type: ['CONTENT_TYPE'],
      gross: ['PAID_PRICE'],
      net: ['NET_CONTENT_REVENUE'],
    },
    constants: { store: 'Beatport', quantity: '1', currency: 'USD' },
    skip: {},
  },
];

/** The formats that the program knows by itself. */
export const builtInFormats = (): readonly Format[] => BUILT_IN;

/** Whether a format of one's own may not have this name. */
export const isBuiltIn = (name: string): boolean => BUILT_IN.some((format) => format.name === name);

/** A format of one's own. */
export function formatOf(name: string, { columns, constants = {}, skip = {}, ...rest }: SourceMapping): Format {
  const lists = Object.entries(columns).map(([field, header]) => [field, [header]]);
  return { name, builtin: false, columns: Object.fromEntries(lists), constants, skip, ...rest };
}

/** A built-in format as lists show it: where it has several headers for a field, all of them. */
export function sourceOf({ name, builtin, columns, constants, skip }: Format): Source {
  const joined = Object.entries(columns).map(([field, headers]) => [field, headers.join(' / ')]);
  const lists = Object.entries(skip).map(([header, words]) => [header, [...words]]);
  return {
    name,
    builtin,
    mapping: { columns: Object.fromEntries(joined), constants: { ...constants }, skip: Object.fromEntries(lists) },
  };
}
