import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Delivery } from "../../src/notify/channel.ts";
import { EMAIL } from "../../src/notify/channels/email.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";

const mails: string[] = [];
let server: SMTPServer;
let dataFault: (Error & { responseCode?: number }) | undefined;

/** Whether each login came over TLS. */
let secure: boolean[];

async function serve(options: SMTPServerOptions): Promise<void> {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    ...options,
    onAuth: ({ username, password }, session, done) => {
      secure.push(session.secure);
      return username === "nut" && password === "secret"
        ? done(null, { user: username })
        : done(new Error(`no: ${password} for ${username}`));
    },
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
}

const stop = (): Promise<void> => new Promise<void>((resolve) => server.close(() => resolve()));

beforeEach(async () => {
  mails.length = 0;
  secure = [];
  dataFault = undefined;
  await serve({});
});
afterEach(stop);

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
    expect(JSON.stringify(delivery)).toContain("no: *** for nut");
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

  describe("with STARTTLS", () => {
    const pem = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
    const safe = { tls: "starttls", user: "nut", password: "secret", host: "localhost" };

    beforeEach(async () => {
      await stop();
      const own = readFileSync(pem("server"), "utf8");
      await serve({ key: own, cert: own, authOptional: false, allowInsecureAuth: false, disabledCommands: [] });
    });

    it("user and password go only through it, and the mail arrives", async () => {
      expect(await deliver({ ...safe, port: portOf(), ca: pem("ca") })).toEqual({ kind: "delivered" });
      expect(await deliver({ ...safe, port: portOf(), ca: pem("ca"), tls: "auto" })).toEqual({ kind: "delivered" });
      expect(secure).toEqual([true, true]);
      expect(mails).toHaveLength(2);
    });

    it("a server that nobody vouches for is told nothing, and the settings to look at are named", async () => {
      expect(await deliver({ ...safe, port: portOf() })).toMatchObject({
        kind: "later",
        why: expect.stringMatching(/certificate.*: check ca and host$/),
      });
      expect(await deliver({ ...safe, port: portOf(), ca: "/nowhere.pem" })).toMatchObject({
        kind: "refused",
        why: "ca /nowhere.pem cannot be read: No such file or directory",
      });
      expect([mails, secure]).toEqual([[], []]);
    });
  });

  it("a server that is not there is tried again", async () => {
    const port = portOf();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect((await deliver({ port })).kind).toBe("later");
    server = new SMTPServer();
  });
});
