/**
 * The section `[homematic]` of web.conf:
 *
 *     [homematic]
 *     url = http://ccu.example
 *     username = nutts          JSON-RPC of the CCU: rows name system variables
 *     password = secret
 *     ups = rack                the first if it is left out
 *     interval = 10             seconds
 *     battery.charge = "UPS charge"
 *     OB = "UPS on battery"
 *
 * With `token = …` instead of a user it is the XML-API add-on, and rows have the ise_id of a system variable.
 */
import type { GetSetting, SectionShape } from "../../conf/web/web-conf.ts";
import { CHOSEN_NAMES, type ChosenRow, chosenRows } from "../chosen/chosen-rows.ts";
import { intervalOf, isHttpUrl } from "../setting-forms.ts";

export type HomematicAccess =
  | { readonly kind: "json"; readonly username: string; readonly password: string }
  | { readonly kind: "xml"; readonly token: string };

export interface HomematicSettings {
  readonly url: string;
  readonly access: HomematicAccess;
  readonly ups: string | undefined;
  readonly intervalMs: number;
  readonly rows: readonly ChosenRow[];
}

const KNOWN = ["url", "username", "password", "token", "ups", "interval"] as const;
type Name = (typeof KNOWN)[number];

/** What a script of the CCU holds between quotes as it is. */
const NAME = /^[^\x00-\x1f\x7f"\\]{1,100}$/;

const FAULTS: Readonly<Record<HomematicAccess["kind"], (target: string) => string | undefined>> = {
  json: (name) => (NAME.test(name) ? undefined : "write the name of a system variable, without quotes and \\ in it"),
  xml: (id) => (/^\d{1,9}$/.test(id) ? undefined : `${id} is no ise_id: sysvarlist.cgi of the add-on has them`),
};

function accessOf(get: GetSetting<Name>): HomematicAccess | string {
  const [username, password, token] = [get("username"), get("password"), get("token")];
  if (token !== undefined && username === undefined && password === undefined)
    return /^[\w-]{1,200}$/.test(token) ? { kind: "xml", token } : "token has other characters than letters and digits";
  if (token === undefined && username !== undefined && password !== undefined)
    return { kind: "json", username, password };
  return "write username and password of the CCU, or the token of its XML-API add-on alone";
}

export const HOMEMATIC_SECTION: SectionShape<Name, HomematicSettings> = {
  section: "homematic",
  known: KNOWN,
  secrets: ["password", "token"],
  free: CHOSEN_NAMES,
  settings: (get, free) => {
    const url = get("url");
    if (url === undefined || !isHttpUrl(url)) return "url is missing or none: write http://CCU or https://CCU";
    const access = accessOf(get);
    if (typeof access === "string") return access;
    const interval = intervalOf(get("interval"));
    if (typeof interval === "string") return interval;
    const rows = chosenRows(free, FAULTS[access.kind]);
    return typeof rows === "string" ? rows : { url, access, ups: get("ups"), intervalMs: interval, rows };
  },
};
