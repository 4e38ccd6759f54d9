/** ntfy: publishing as JSON, which carries UTF-8 titles (https://docs.ntfy.sh/publish/#publish-as-json). */
import type { ChannelSettings } from "../channel.ts";
import { httpChannel, JSON_HEADERS, under } from "../http-channel.ts";

const URGENT = new Set(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN", "SHUTDOWN_FAILED", "NOLOGIN", "NOPARENT"]);

function authorization(settings: ChannelSettings): Readonly<Record<string, string>> {
  const [token, user] = [settings.get("token"), settings.get("user")];
  if (token !== "") return { authorization: `Bearer ${token}` };
  if (user === "") return {};
  const pair = Buffer.from(`${user}:${settings.get("password")}`, "utf8").toString("base64");
  return { authorization: `Basic ${pair}` };
}

export const NTFY = httpChannel({
  name: "ntfy",
  settings: [
    { name: "url", help: "address of the server", fallback: "https://ntfy.sh" },
    { name: "topic", help: "the topic to publish to", required: true },
    { name: "token", help: "access token", secret: true },
    { name: "user", help: "user name, where the server wants one" },
    { name: "password", help: "that user's password", secret: true },
    { name: "priority", help: "1 to 5; without it 5 for an outage and 3 for the rest", within: [1, 5] },
  ],
  blame: { 400: "topic", 401: "token, user and password", 403: "token and topic", 404: "url" },
  request: ({ type, subject, text }, settings) => ({
    method: "POST",
    url: under(settings.get("url"), ""),
    headers: { ...JSON_HEADERS, ...authorization(settings) },
    body: JSON.stringify({
      topic: settings.get("topic"),
      title: subject,
      message: text,
      priority: Number(settings.get("priority") || (URGENT.has(type) ? 5 : 3)),
    }),
  }),
});
