export type UsageTable = Readonly<Record<string, number>>;
