import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { conceal } from "../../src/conf/settings/conceal.ts";
import type { ChannelKind, Delivery } from "../../src/notify/channel.ts";
import { GOTIFY } from "../../src/notify/channels/gotify.ts";
import { NTFY } from "../../src/notify/channels/ntfy.ts";
import { SMS } from "../../src/notify/channels/sms.ts";
import { TELEGRAM } from "../../src/notify/channels/telegram.ts";
import { DISCORD, SLACK, WEBHOOK } from "../../src/notify/channels/webhook.ts";
import type { Notice } from "../../src/notify/notice.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { HttpSink } from "../sim/servers/http-sink.ts";

const NOTICE: Notice = {
  id: "000000000000001-000001-1",
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  type: "ONBATT",
  upsname: "ups1@localhost",
  subject: "[дом] ИБП ups1",
  text: 'ИБП ups1 "на батарее" & 50% = §',
};

let sink: HttpSink;
beforeEach(async () => {
  sink = await HttpSink.start();
});
afterEach(() => sink.stop());

function deliver(
  kind: ChannelKind,
  values: Readonly<Record<string, string>>,
  more: Partial<Notice> = {},
): Promise<Delivery> {
  const fallback = (name: string): string => kind.settings.find((setting) => setting.name === name)?.fallback ?? "";
  const settings = { channel: "test", get: (name: string) => values[name] ?? fallback(name) };
  return kind.create(settings, { env: {}, log: SILENT_LOG, fetch }).deliver({ ...NOTICE, ...more });
}

describe("the exact request that each service documents", () => {
  it("Gotify: POST /message, token in a header, JSON with title, message and priority", async () => {
    expect(await deliver(GOTIFY, { url: `${sink.url}/`, token: "AbC" })).toEqual({ kind: "delivered" });
    expect(sink.requests).toEqual([
      expect.objectContaining({
        method: "POST",
        path: "/message",
        headers: expect.objectContaining({ "x-gotify-key": "AbC", "content-type": "application/json; charset=utf-8" }),
        body: JSON.stringify({ title: NOTICE.subject, message: NOTICE.text, priority: 8 }),
      }),
    ]);
  });

  it("ntfy: JSON to the root with the topic in it, and a bearer token", async () => {
    await deliver(NTFY, { url: sink.url, topic: "ups", token: "tk_1" });
    const [request] = sink.requests;
    expect(request).toMatchObject({ method: "POST", path: "/", headers: { authorization: "Bearer tk_1" } });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      topic: "ups",
      title: NOTICE.subject,
      message: NOTICE.text,
      priority: 5,
    });
  });

  it("Telegram: sendMessage of the bot, chat_id and text", async () => {
    await deliver(TELEGRAM, { url: sink.url, token: "12:ab", chat: "-100" });
    const [request] = sink.requests;
    expect(request).toMatchObject({ method: "POST", path: "/bot12:ab/sendMessage" });
    expect(JSON.parse(request?.body ?? "")).toEqual({ chat_id: "-100", text: `${NOTICE.subject}\n${NOTICE.text}` });
  });

  it("Free Mobile: GET with user, pass and msg, URL-encoded UTF-8, blanks as %20", async () => {
    await deliver(SMS, { url: `${sink.url}/sendmsg`, user: "12345678", pass: "s&cret" });
    expect(sink.requests).toEqual([
      expect.objectContaining({
        method: "GET",
        path: `/sendmsg?user=12345678&pass=s%26cret&msg=${encodeURIComponent(`${NOTICE.subject}: ${NOTICE.text}`)}`,
        body: "",
      }),
    ]);
  });

  it("another SMS gateway: POST with parameters by its own names", async () => {
    const values = {
      url: sink.url,
      method: "post",
      user: "u",
      pass: "p",
      user_param: "login",
      pass_param: "",
      text_param: "text",
      more: "to=+331 from=nutts",
    };
    await deliver(SMS, values);
    expect(sink.requests[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `login=u&to=%2B331&from=nutts&text=${encodeURIComponent(`${NOTICE.subject}: ${NOTICE.text}`)}`,
    });
  });

  it("Discord and Slack: content and text, and nobody is mentioned by accident", async () => {
    await deliver(DISCORD, { url: `${sink.url}/d` });
    await deliver(SLACK, { url: `${sink.url}/s` });
    expect(sink.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { content: `**${NOTICE.subject}**\n${NOTICE.text}`, allowed_mentions: { parse: [] } },
      { text: `*${NOTICE.subject}*\n${NOTICE.text}` },
    ]);
  });

  it("says a text once where its subject is no more than a prefix before it", async () => {
    const same = { subject: "[home] UPS a on battery", text: "UPS a on battery" };
    await deliver(SMS, { url: sink.url, method: "post" }, same);
    await deliver(TELEGRAM, { url: sink.url, token: "t", chat: "1" }, same);
    await deliver(DISCORD, { url: sink.url }, same);
    await deliver(SLACK, { url: sink.url }, same);
    const [sms, ...others] = sink.requests.map(({ body }) => body);
    expect(sms).toBe(`msg=${encodeURIComponent(same.subject)}`);
    expect(others.map((body) => JSON.parse(body))).toEqual([
      { chat_id: "1", text: same.subject },
      { content: same.subject, allowed_mentions: { parse: [] } },
      { text: same.subject },
    ]);
  });

  it("a webhook's template stays valid JSON whatever a device says", async () => {
    await deliver(WEBHOOK, { url: sink.url, authorization: "Token t" });
    expect(sink.requests[0]?.headers.authorization).toBe("Token t");
    expect(JSON.parse(sink.requests[0]?.body ?? "")).toMatchObject({ type: "ONBATT", text: NOTICE.text });
    await deliver(WEBHOOK, {
      url: sink.url,
      content_type: "application/x-www-form-urlencoded",
      body: "m=%TEXT%&x=%none%",
    });
    expect(sink.requests[1]?.body).toBe(`m=${encodeURIComponent(NOTICE.text)}&x=%none%`);
  });
});

describe("what an answer means", () => {
  const token = "very-secret-token";
  const ask = (): Promise<Delivery> => deliver(TELEGRAM, { url: sink.url, token, chat: "1" });

  it.each([402, 408, 429, 500, 502, 503])("%d is tried again", async (status) => {
    sink.answer = { status };
    expect(await ask()).toMatchObject({ kind: "later", why: `HTTP ${status}` });
  });

  it.each([
    [400, "chat"],
    [401, "token"],
    [403, "chat (has the bot been added to it?)"],
  ])("%d is not, and names the setting", async (status, setting) => {
    sink.answer = { status, body: "no" };
    expect(await ask()).toEqual({ kind: "refused", why: `HTTP ${status} (no): check ${setting}` });
  });

  it("waits as long as the service asks for", async () => {
    sink.answer = { status: 429, headers: { "retry-after": "7" } };
    expect(await ask()).toEqual({ kind: "later", why: "HTTP 429", afterMs: 7000 });
  });

  it("a server that is not there is tried again, and the reason holds no secret", async () => {
    const { url } = sink;
    await sink.stop();
    const delivery = await deliver(TELEGRAM, { url, token, chat: "1" });
    expect(delivery.kind).toBe("later");
    expect(JSON.stringify(delivery)).toContain("ECONNREFUSED");
    expect(JSON.stringify(delivery)).not.toContain(token);
  });

  it("a redirect is not followed: it would carry the token elsewhere", async () => {
    sink.answer = { status: 302, headers: { location: "https://example.org/" } };
    expect(await ask()).toEqual({
      kind: "refused",
      why: "HTTP 302: check url (the service answers with a redirect)",
    });
    expect(sink.requests).toHaveLength(1);
  });

  it("an url that is none is refused without a request", async () => {
    for (const url of ["gotify.local", "gotify.local:8080", "ftp://gotify.local"]) {
      expect(await deliver(GOTIFY, { url, token })).toEqual({
        kind: "refused",
        why: "url is no valid URL: it begins with http:// or https://",
      });
    }
  });

  it("a token that HTTP cannot carry is refused without a request, and not shown", async () => {
    expect(await deliver(GOTIFY, { url: sink.url, token: "tök–en" })).toEqual({
      kind: "refused",
      why: "a token or password holds characters that HTTP cannot carry",
    });
    expect(sink.requests).toEqual([]);
  });

  it("a user and password within the url become a header, as curl has it", async () => {
    const url = sink.url.replace("http://", "http://me:p%40ss@");
    expect(await deliver(WEBHOOK, { url })).toEqual({ kind: "delivered" });
    expect(sink.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  it("reads no more than the beginning of an answer that never ends, and the status counts", async () => {
    sink.answer = { status: 403, endless: true };
    const delivery = await ask();
    expect(delivery.kind).toBe("refused");
    expect(JSON.stringify(delivery).length).toBeLessThan(300);
  });
});

describe("services that say again what they were asked", () => {
  const inUrl = (): string => `${sink.url.replace("http://", "http://me:gehe%20im@")}/services/gehe-im-token`;

  it.each<[string, ChannelKind, () => Readonly<Record<string, string>>]>([
    ["Gotify", GOTIFY, () => ({ url: sink.url, token: "gehe-im" })],
    ["ntfy with a token", NTFY, () => ({ url: sink.url, topic: "t", token: "gehe-im" })],
    ["ntfy with a password", NTFY, () => ({ url: sink.url, topic: "t", user: "me", password: "gehe im" })],
    ["Telegram", TELEGRAM, () => ({ url: sink.url, token: "12:gehe-im", chat: "1" })],
    ["Discord", DISCORD, () => ({ url: inUrl() })],
    ["Slack", SLACK, () => ({ url: inUrl() })],
    ["a webhook", WEBHOOK, () => ({ url: inUrl(), authorization: "Bearer gehe-im" })],
    ["SMS by GET", SMS, () => ({ url: sink.url, user: "me", pass: "gehe im&ü" })],
    ["SMS by POST", SMS, () => ({ url: inUrl(), method: "POST", user: "me", pass: "gehe im&ü" })],
  ])("no secret of %s comes into the log", async (_, kind, values) => {
    for (const status of [403, 503]) {
      sink.answer = { status, echo: true };
      const { why } = { why: "", ...(await deliver(kind, values())) };
      expect(why).toContain(`HTTP ${status} (Cannot `);
      expect(why).not.toMatch(/gehe|Z2VoZ|Omdla|lOmdl/);
    }
  });

  it("no encoding of a secret passes, wherever it stands", () => {
    const secret = "gehe im";
    const basic = Buffer.from(`me:${secret}`).toString("base64");
    const plain = Buffer.from(`\0me\0${secret}`).toString("base64");
    const said = `535 ${secret} gehe%20im Basic ${basic} AUTH PLAIN ${plain} "gehe im" end`;
    expect(conceal(said, [secret])).toBe('535 *** *** Basic *** AUTH PLAIN *** "***" end');
  });
});
