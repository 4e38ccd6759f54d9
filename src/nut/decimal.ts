const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/;

/** A decimal number in NUT's notation; undefined for anything else (no exponent, no hexadecimal). */
export const parseDecimal = (text: string): number | undefined => (DECIMAL.test(text) ? Number(text) : undefined);
