/**
 * The section `[influxdb]` of web.conf:
 *
 *     [influxdb]
 *     url = https://influx.example:8086
 *     token = secret            or token_file = /run/secrets/influx
 *     org = home
 *     bucket = ups
 *     interval = 10             seconds
 */
import type { SectionShape } from "../../conf/web/web-conf.ts";
import { intervalOf, isHttpUrl } from "../setting-forms.ts";

export interface InfluxSettings {
  /** `http://…` or `https://…`, without the path of the API. */
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  readonly intervalMs: number;
}

const KNOWN = ["url", "token", "org", "bucket", "interval"] as const;
export type InfluxName = (typeof KNOWN)[number];
/** What a header can carry. */
const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

export const INFLUX_SECTION: SectionShape<InfluxName, InfluxSettings> = {
  section: "influxdb",
  known: KNOWN,
  secrets: ["token"],
  settings: (get) => {
    const [url, token, org, bucket] = [get("url"), get("token"), get("org"), get("bucket")];
    if (url === undefined || !isHttpUrl(url))
      return "url is missing or none: write http://HOST:8086 or https://HOST:8086";
    if (token === undefined || org === undefined || bucket === undefined) return "token, org and bucket are needed";
    if (!isToken(token)) return "token has blanks or characters beyond ASCII, which no token of InfluxDB has";
    const interval = intervalOf(get("interval"));
    if (typeof interval === "string") return interval;
    return { url, token, org, bucket, intervalMs: interval };
  },
};
