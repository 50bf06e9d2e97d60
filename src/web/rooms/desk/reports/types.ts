/** What document 9 answers of reports. Texts of amounts are exact decimals. */
export interface Report {
  id: string;
  source: string;
  file: string;
  state: 'reading' | 'draft' | 'booking' | 'booked' | 'reversed';
  period: string | null;
  from: string | null;
  to: string | null;
  lines: number;
  matched: number;
  unmatched: number;
  faulty: number;
  ignored: number;
  errors: { line: number; field: string; message: string }[];
  currencies: { currency: string; lines: number; net: string; rate: string | null }[];
  done: number;
  total: number;
  createdAt: string;
  booking: {
    total: number;
    label: number;
    earned: number;
    recouped: number;
    costs: number;
    income: number;
    currency: string;
  } | null;
}

export interface Unmatched {
  key: string;
  isrc: string;
  upc: string;
  title: string;
  artist: string;
  reason: 'not_found' | 'title' | 'ambiguous';
  lines: number;
  sums: { currency: string; net: string }[];
}

export interface Preview {
  total: number;
  label: number;
  currency: string;
  payees: { payee: string; name: string; earned: number; recouped: number; costs: number; income: number }[];
  /** Artists without a percentage for some lines. */
  without_terms: string[];
}
