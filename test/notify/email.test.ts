import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SMTPServer } from "smtp-server";
import { SILENT_LOG } from "../../src/host/log.ts";
import type { Delivery } from "../../src/notify/channel.ts";
import { EMAIL } from "../../src/notify/channels/email.ts";

const mails: string[] = [];
let server: SMTPServer;
let dataFault: (Error & { responseCode?: number }) | undefined;

beforeEach(async () => {
  mails.length = 0;
  dataFault = undefined;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === "nut" && password === "secret" ? done(null, { user: username }) : done(new Error("no")),
    onData: (stream, _, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        mails.push(text);
        done(dataFault);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

const portOf = (): string => String((server.server.address() as AddressInfo).port);

function deliver(values: Readonly<Record<string, string>>): Promise<Delivery> {
  const all: Readonly<Record<string, string>> = {
    host: "127.0.0.1",
    tls: "auto",
    from: "ups@example.org",
    to: "me@example.org, you@example.org",
    ...values,
  };
  const settings = { channel: "mail", get: (name: string) => all[name] ?? "" };
  const notice = { id: "1-2-3", at: 0, type: "ONBATT", upsname: "ups1", subject: "ИБП", text: "на батарее" };
  return EMAIL.create(settings, { env: {}, log: SILENT_LOG, fetch }).deliver(notice);
}

describe("e-mail through a server that speaks the protocol", () => {
  it("arrives with subject, text and a stable message id", async () => {
    expect(await deliver({ port: portOf(), user: "nut", password: "secret" })).toEqual({ kind: "delivered" });
    expect(mails[0]).toContain("Message-ID: <1-2-3@nutts>");
    expect(mails[0]).toContain("To: me@example.org, you@example.org");
    expect(mails[0]).toMatch(/Subject: =\?UTF-8\?/i);
  });

  it("a wrong password is refused and names the settings", async () => {
    const delivery = await deliver({ port: portOf(), user: "nut", password: "guess" });
    expect(delivery).toMatchObject({ kind: "refused", why: expect.stringContaining("check user and password") });
    expect(JSON.stringify(delivery)).not.toContain("guess");
  });

  it("a server that says 4xx is asked again later, one that says 5xx is not", async () => {
    dataFault = Object.assign(new Error("try later"), { responseCode: 451 });
    expect((await deliver({ port: portOf() })).kind).toBe("later");
    dataFault = Object.assign(new Error("never"), { responseCode: 554 });
    expect((await deliver({ port: portOf() })).kind).toBe("refused");
  });

  it("tls = starttls sends nothing to a server that has none", async () => {
    const delivery = await deliver({ port: portOf(), tls: "starttls" });
    expect(delivery.kind).toBe("refused");
    expect(mails).toEqual([]);
  });

  it("a server that is not there is tried again", async () => {
    const port = portOf();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect((await deliver({ port })).kind).toBe("later");
    server = new SMTPServer();
  });
});
