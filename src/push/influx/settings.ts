/**
 * The section `[influxdb]` of web.conf:
 *
 *     [influxdb]
 *     url = https://influx.example:8086
 *     token = secret
 *     org = home
 *     bucket = ups
 *     interval = 10             seconds
 */
import type { SectionShape } from "../../conf/web/web-conf.ts";

export interface InfluxSettings {
  /** `http://…` or `https://…`, without the path of the API. */
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  readonly intervalMs: number;
}

const KNOWN = ["url", "token", "org", "bucket", "interval"] as const;
const LONGEST_INTERVAL = 3600;
const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:\/\//.test(text);
/** What a header can carry. */
const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

export const INFLUX_SECTION: SectionShape<(typeof KNOWN)[number], InfluxSettings> = {
  section: "influxdb",
  known: KNOWN,
  settings: (get) => {
    const [url, token, org, bucket] = [get("url"), get("token"), get("org"), get("bucket")];
    if (url === undefined || !isUrl(url)) return "url is missing or none: write http://HOST:8086 or https://HOST:8086";
    if (token === undefined || org === undefined || bucket === undefined) return "token, org and bucket are needed";
    if (!isToken(token)) return "token has blanks or characters beyond ASCII, which no token of InfluxDB has";
    const interval = get("interval") ?? "10";
    const seconds = /^\d{1,4}$/.test(interval) ? Number(interval) : 0;
    if (seconds < 1 || seconds > LONGEST_INTERVAL) return `interval is whole seconds, 1 to ${LONGEST_INTERVAL}`;
    return { url, token, org, bucket, intervalMs: seconds * 1000 };
  },
};
