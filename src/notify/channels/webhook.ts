import type { ChannelKind, ChannelSetting } from "../channel.ts";
import { httpChannel, JSON_HEADERS } from "../http-channel.ts";
import { isSubjectEnough, type Notice } from "../notice.ts";
import { fillTemplate, noticeWord } from "../template.ts";

const URL_SETTING: ChannelSetting = { name: "url", help: "address of the webhook", required: true, secret: true };
const BLAME = { 400: "url and body", 401: "url", 403: "url", 404: "url", 410: "url (the webhook was deleted)" };

const both = (notice: Notice, bold: string): string =>
  isSubjectEnough(notice) ? notice.subject : `${bold}${notice.subject}${bold}\n${notice.text}`;

const messenger = (name: string, payload: (notice: Notice) => object): ChannelKind =>
  httpChannel({
    name,
    settings: [URL_SETTING],
    blame: BLAME,
    request: (notice, settings) => ({
      method: "POST",
      url: new URL(settings.get("url")).href,
      headers: JSON_HEADERS,
      body: JSON.stringify(payload(notice)),
    }),
  });

/** https://discord.com/developers/docs/resources/webhook#execute-webhook: at most 2000 characters. */
export const DISCORD = messenger("discord", (notice) => ({
  content: both(notice, "**").slice(0, 2000),
  allowed_mentions: { parse: [] },
}));

/** https://api.slack.com/messaging/webhooks */
export const SLACK = messenger("slack", (notice) => ({ text: both(notice, "*") }));

const DEFAULT_BODY =
  '{"id":"%ID%","time":"%TIME%","type":"%NOTIFYTYPE%","ups":"%UPSNAME%","subject":"%SUBJECT%","text":"%TEXT%"}';

const ESCAPES: readonly (readonly [type: RegExp, quote: (text: string) => string])[] = [
  [/json/, (text) => JSON.stringify(text).slice(1, -1)],
  [/urlencoded/, encodeURIComponent],
];

export const WEBHOOK = httpChannel({
  name: "webhook",
  settings: [
    URL_SETTING,
    { name: "body", help: "the body, with %TEXT% and the like in it", fallback: DEFAULT_BODY },
    { name: "content_type", help: "type of the body", fallback: "application/json; charset=utf-8" },
    { name: "authorization", help: "value of the Authorization header", secret: true },
  ],
  blame: { ...BLAME, 401: "authorization", 403: "authorization" },
  request: (notice, settings) => {
    const type = settings.get("content_type");
    const quote = ESCAPES.find(([pattern]) => pattern.test(type))?.[1] ?? ((text: string): string => text);
    const known = noticeWord(notice);
    const word = (name: string): string | undefined => {
      const text = known(name);
      return text === undefined ? undefined : quote(text);
    };
    const authorization = settings.get("authorization");
    return {
      method: "POST",
      url: new URL(settings.get("url")).href,
      headers: { "content-type": type, ...(authorization === "" ? {} : { authorization }) },
      body: fillTemplate(settings.get("body"), word),
    };
  },
});
