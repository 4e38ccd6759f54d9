/**
 * SMS through an HTTP gateway. As it stands it speaks to Free Mobile:
 *
 *     GET https://smsapi.free-mobile.fr/sendmsg?user=12345678&pass=secret&msg=UPS%20on%20battery
 *
 * which answers 200 (sent), 400 (a parameter is missing), 402 (too many, too fast), 403 (not enabled, or wrong
 * user or pass) and 500. Other gateways name their parameters with `user_param`, `pass_param`, `text_param`.
 */
import type { ChannelSettings } from "../channel.ts";
import { type HttpRequest, httpChannel } from "../http-channel.ts";
import { isSubjectEnough } from "../notice.ts";

/** `encodeURIComponent` writes UTF-8; URLSearchParams would write blanks as `+`, which not every gateway undoes. */
const pairs = (fields: readonly (readonly [string, string])[]): string =>
  fields
    .filter(([name]) => name !== "")
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");

/** `more = "to=+331234 from=nutts"` */
const extraFields = (text: string): readonly (readonly [string, string])[] =>
  text
    .split(/\s+/)
    .filter((pair) => pair.includes("="))
    .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);

function fieldsOf(settings: ChannelSettings, message: string): readonly (readonly [string, string])[] {
  const named = (name: "user" | "pass"): readonly (readonly [string, string])[] =>
    settings.get(name) === "" ? [] : [[settings.get(`${name}_param`), settings.get(name)]];
  return [
    ...named("user"),
    ...named("pass"),
    ...extraFields(settings.get("more")),
    [settings.get("text_param"), message],
  ];
}

export const SMS = httpChannel({
  name: "sms",
  settings: [
    { name: "url", help: "address of the gateway", secret: true, fallback: "https://smsapi.free-mobile.fr/sendmsg" },
    { name: "method", help: "GET or POST", fallback: "GET", among: ["GET", "POST"] },
    { name: "user", help: "user name or customer number" },
    { name: "pass", help: "password or key", secret: true },
    { name: "user_param", help: "name of the user's parameter", fallback: "user" },
    { name: "pass_param", help: "name of the password's parameter", fallback: "pass" },
    { name: "text_param", help: "name of the text's parameter", fallback: "msg" },
    { name: "more", help: "further parameters, name=value, parted by blanks", secret: true },
  ],
  blame: { 400: "user, pass and the names of the parameters", 401: "user and pass", 403: "user and pass", 404: "url" },
  request: (notice, settings): HttpRequest => {
    const { subject, text } = notice;
    const message = isSubjectEnough(notice) ? subject : `${subject}: ${text}`;
    const query = pairs(fieldsOf(settings, message));
    const url = new URL(settings.get("url")).href;
    if (settings.get("method").toUpperCase() === "POST") {
      return { method: "POST", url, headers: { "content-type": "application/x-www-form-urlencoded" }, body: query };
    }
    return { method: "GET", url: `${url}${url.includes("?") ? "&" : "?"}${query}` };
  },
});
