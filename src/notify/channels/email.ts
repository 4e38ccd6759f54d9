/** E-mail through an SMTP server, with STARTTLS and authentication as the server offers them. */

import { conceal } from "../../conf/settings/conceal.ts";
import { readText } from "../../system/files/text-file.ts";
import { fileReason, reasonOf } from "../../system/system-error.ts";
import type { ChannelKind, ChannelSettings, Delivery } from "../channel.ts";
import type { Notice } from "../notice.ts";

const TIMEOUT_MS = 15_000;

/** The setting behind nodemailer's error codes and SMTP's replies. */
const BLAME: Readonly<Record<string, string>> = {
  EAUTH: "user and password",
  EENVELOPE: "from and to",
  EMESSAGE: "from and to",
  ETLS: "tls and host",
};

interface SmtpFault {
  readonly code: string | undefined;
  readonly responseCode: number | undefined;
}

function faultOf(error: unknown): SmtpFault {
  const fields = typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {};
  return {
    code: typeof fields.code === "string" ? fields.code : undefined,
    responseCode: typeof fields.responseCode === "number" ? fields.responseCode : undefined,
  };
}

/** 4xx replies and everything of the network are worth another try; 5xx replies are not (RFC 5321, 4.2.1). */
function judge(error: unknown, password: string): Delivery {
  const { code, responseCode } = faultOf(error);
  const why = conceal(reasonOf(error), [password]);
  if (responseCode !== undefined && responseCode < 500) return { kind: "later", why };
  // Not for good: at the start of a machine its clock may be wrong.
  if (/certificate/i.test(why)) return { kind: "later", why: `${why}: check ca and host` };
  const blame = code === undefined ? undefined : BLAME[code];
  if (responseCode !== undefined || blame !== undefined) {
    return { kind: "refused", why: blame === undefined ? why : `${why}: check ${blame}` };
  }
  return { kind: "later", why };
}

/** Throws the system's error for a file that cannot be read. */
function transportOptions(settings: ChannelSettings) {
  const tls = settings.get("tls").toLowerCase();
  const user = settings.get("user");
  const ca = settings.get("ca");
  return {
    host: settings.get("host"),
    port: Number(settings.get("port") || (tls === "implicit" ? 465 : 587)),
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(ca === "" ? {} : { tls: { ca: readText(ca) } }),
    ...(user === "" ? {} : { auth: { user, pass: settings.get("password") } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  };
}

async function send({ id, at, subject, text, type, upsname }: Notice, settings: ChannelSettings): Promise<Delivery> {
  const { createTransport } = await import("nodemailer");
  let options: ReturnType<typeof transportOptions>;
  try {
    options = transportOptions(settings);
  } catch (error) {
    return { kind: "refused", why: `ca ${settings.get("ca")} cannot be read: ${fileReason(error)}` };
  }
  const transport = createTransport(options);
  try {
    await transport.sendMail({
      from: settings.get("from"),
      to: settings.get("to"),
      subject,
      text: `${text}\n`,
      date: new Date(at),
      messageId: `<${id}@nutts>`,
      headers: { "X-UPS": upsname, "X-Notify-Type": type, "Auto-Submitted": "auto-generated" },
    });
    return { kind: "delivered" };
  } catch (error) {
    return judge(error, settings.get("password"));
  } finally {
    transport.close();
  }
}

const TLS = ["auto", "starttls", "implicit", "none"] as const;

export const EMAIL: ChannelKind = {
  name: "email",
  settings: [
    { name: "host", help: "the SMTP server", required: true },
    { name: "port", help: "its port; 587, or 465 with tls = implicit", within: [1, 65_535] },
    { name: "tls", help: "auto, starttls (or nothing is sent), implicit or none", fallback: "auto", among: TLS },
    { name: "ca", help: "PEM file that vouches for the server, where the system knows nobody who does" },
    { name: "user", help: "user name, where the server wants one" },
    { name: "password", help: "that user's password", secret: true },
    { name: "from", help: "the sender's address", required: true },
    { name: "to", help: "addresses of the receivers, parted by commas", required: true },
  ],
  create: (settings) => ({ deliver: (notice) => send(notice, settings) }),
};
