/** Names of usages; the page stands in the upper 16 bits. */
export type UsageTable = Readonly<Record<string, number>>;
