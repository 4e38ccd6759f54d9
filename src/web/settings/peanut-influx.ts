/** The InfluxDB that PeaNUT's settings name, for a container that is swapped. */
const LONGEST_SECONDS = 3600;

export interface PeanutInflux {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  /** Whole seconds. */
  readonly interval: string;
}

/** Undefined where INFLUX_HOST is not set. The interval is one that counts. */
export function peanutInflux(texts: Readonly<Record<string, string>>): PeanutInflux | undefined {
  const { INFLUX_HOST: url, INFLUX_TOKEN: token = "", INFLUX_ORG: org = "", INFLUX_BUCKET: bucket = "" } = texts;
  if (!url) return undefined;
  const seconds = Math.round(Number(texts.INFLUX_INTERVAL || 10));
  const interval = String(Math.min(LONGEST_SECONDS, Math.max(1, seconds || 10)));
  return { url, token, org, bucket, interval };
}
