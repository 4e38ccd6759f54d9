import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SILENT_LOG } from "../../src/host/log.ts";
import type { ChannelKind, Delivery } from "../../src/notify/channel.ts";
import { GOTIFY } from "../../src/notify/channels/gotify.ts";
import { NTFY } from "../../src/notify/channels/ntfy.ts";
import { SMS } from "../../src/notify/channels/sms.ts";
import { TELEGRAM } from "../../src/notify/channels/telegram.ts";
import { DISCORD, SLACK, WEBHOOK } from "../../src/notify/channels/webhook.ts";
import type { Notice } from "../../src/notify/notice.ts";
import { HttpSink } from "../sim/http-sink.ts";

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
    expect(await deliver(GOTIFY, { url: "gotify.local", token })).toEqual({
      kind: "refused",
      why: "url is no valid URL",
    });
  });
});
