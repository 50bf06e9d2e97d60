/** What document 5 answers of royalties, document 9 of advances and statements, and the desk of balances. */
export interface Balance {
  payee: string;
  kind: 'artist' | 'payee';
  name: string;
  status: 'active' | 'paid' | 'blocked';
  earned: number;
  recouped: number;
  /** Of advances and costs, not recouped yet. */
  open: number;
  paid: number;
  payable: number;
}

export interface Entry {
  type: 'income' | 'payout' | 'correction';
  amount: number;
  date: string;
  period: string;
  receipt_key: string;
}

export interface Royalties {
  details: string;
  history: Entry[];
}

export interface Recoupables {
  open: number;
  data: { id: string; type: 'advance' | 'cost'; amount: number; open: number; note: string; date: string }[];
}

export interface Statement {
  id: string;
  number: string;
  period: string;
  name: string;
  currency: string;
  opening: number;
  earnings: number;
  recouped: number;
  costs: number;
  payouts: number;
  closing: number;
}

export interface Split {
  from: string | null;
  parties: { artist: string | null; payee: string | null; name: string; share: number }[];
}
