/** What document 5 answers of contracts, and document 9 of terms. */
export interface Appendix {
  id: string;
  type: 'appendix' | 'termination';
  number: string;
  /** The key of its document; empty: none. */
  file: string;
}

export interface Contract {
  artist_id: string;
  number: string;
  file: string;
  percentage: number;
  /** Its last day. */
  to: string | null;
  status: 'active' | 'terminated';
  appendices: Appendix[];
  createdAt: string;
}

export interface ListedContract extends Contract {
  stage_name: string;
}

export interface Rule {
  id: string;
  percentage: number;
  release: string | null;
  track: string | null;
  territories: string[];
  stores: string[];
  sale_types: string[];
  from: string | null;
  to: string | null;
}

export interface Terms {
  contract: { percentage: number; from: string | null; to: string | null }[];
  rules: Rule[];
}
