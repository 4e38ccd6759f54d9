/**
 * The section `[domoticz]` of web.conf:
 *
 *     [domoticz]
 *     url = http://domoticz.example:8080
 *     username = nutts          only where it asks for one: from a trusted network it refuses those who give it
 *     password = secret
 *     ups = rack                the first if it is left out
 *     interval = 10             seconds
 *     battery.charge = 12       the idx of a sensor
 *     ups.status = 13
 *     OL = 14                   a switch
 */
import type { SectionShape } from "../../conf/web/web-conf.ts";
import { CHOSEN_NAMES, type ChosenRow, chosenRows } from "../chosen/chosen-rows.ts";
import { intervalOf, isHttpUrl } from "../setting-forms.ts";

export interface DomoticzSettings {
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | undefined;
  readonly ups: string | undefined;
  readonly intervalMs: number;
  readonly rows: readonly ChosenRow[];
}

const KNOWN = ["url", "username", "password", "ups", "interval"] as const;

const fault = (idx: string): string | undefined =>
  /^[1-9]\d{0,8}$/.test(idx) ? undefined : `${idx} is no idx: it is the number that Domoticz lists for the sensor`;

export const DOMOTICZ_SECTION: SectionShape<(typeof KNOWN)[number], DomoticzSettings> = {
  section: "domoticz",
  known: KNOWN,
  secrets: ["password"],
  free: CHOSEN_NAMES,
  settings: (get, free) => {
    const [url, username, password] = [get("url"), get("username"), get("password")];
    if (url === undefined || !isHttpUrl(url)) return "url is missing or none: write http://HOST:8080 or https://HOST";
    if ((username === undefined) !== (password === undefined)) return "username and password belong together";
    const interval = intervalOf(get("interval"));
    if (typeof interval === "string") return interval;
    const rows = chosenRows(free, fault);
    if (typeof rows === "string") return rows;
    const login = username !== undefined && password !== undefined ? { username, password } : undefined;
    return { url, login, ups: get("ups"), intervalMs: interval, rows };
  },
};
