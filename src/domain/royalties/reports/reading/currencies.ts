const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Whether these are the three letters of a currency (ISO 4217). */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);
