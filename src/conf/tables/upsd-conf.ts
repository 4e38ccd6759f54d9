/** The directives of upsd.conf: server/conf.c of 2.8.5. Names are in upper case but for DEBUG_MIN. */
import { DEFAULT_PORT } from "../../nut/ups-id.ts";
import { type LineReporter, type Many, one } from "../directive.ts";
import { choice, integer, TRUTH, TRUTH_OR_NUMBER, text } from "../values.ts";

/** An address to listen on, as it is written: a name, an address, or `*` for all of both families. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What identifies the server to its clients: a certificate's name and the password of its key. */
export interface CertIdent {
  readonly name: string;
  readonly password: string;
}

const LARGEST_PORT = 65535;

function portOf(word: string | undefined, report: LineReporter): number | undefined {
  if (word === undefined || word === "nut") return DEFAULT_PORT;
  const port = Number(word);
  if (/^\d{1,5}$/.test(word) && port <= LARGEST_PORT) return port;
  return report.error(`"${word}" is not a port`, `write a number up to ${LARGEST_PORT}`);
}

function hostOf(word: string, report: LineReporter): string | undefined {
  const bracketed = /^\[(.*)\]$/.exec(word)?.[1];
  if (bracketed !== undefined) {
    report.warning("the address needs no brackets", `write LISTEN ${bracketed}`);
    return bracketed;
  }
  if (word === "") return report.error("the address is empty", "write LISTEN * to serve all addresses");
  const joined = /^(?:\[(.+)\]|([^:[\]]+)):(\d+)$/.exec(word);
  if (!joined) return word;
  const [, v6, v4, port] = joined;
  return report.error("address and port are two words", `write LISTEN ${v6 ?? v4} ${port}`);
}

const listen: Many<ListenAddress> = {
  kind: "many",
  name: "LISTEN",
  form: "<address> [<port>]",
  least: 1,
  most: 2,
  repeats: { key: ({ host, port }) => `${host} port ${port}`, keep: "first" },
  read: ([address = "", word], report) => {
    const host = hostOf(address, report);
    const port = portOf(word, report);
    return host === undefined || port === undefined ? undefined : { host, port };
  },
  write: ({ host, port }) => (port === DEFAULT_PORT ? [host] : [host, String(port)]),
};

export const CERT_IDENT = {
  ...one("CERTIDENT", text("name"), undefined),
  form: "<certificate name> <password>",
  least: 2,
  most: 2,
  read: ([name = "", password = ""]: readonly string[]): CertIdent => ({ name, password }),
  write: ({ name, password }: CertIdent): readonly string[] => [name, password],
} as const;

const seconds = (min: number) => integer("seconds", { min });

export const UPSD_CONF = {
  listen,
  maxage: one("MAXAGE", seconds(0), 15),
  maxconn: one("MAXCONN", integer("connections", { min: 1 }), undefined),
  statepath: one("STATEPATH", text("path"), undefined),
  datapath: one("DATAPATH", text("path"), undefined),
  trackingdelay: one("TRACKINGDELAY", seconds(0), 3600),
  /** Environment variables of these two names come first. */
  allowNoDevice: one("ALLOW_NO_DEVICE", TRUTH_OR_NUMBER, undefined),
  allowNotAllListeners: one("ALLOW_NOT_ALL_LISTENERS", TRUTH_OR_NUMBER, undefined),
  certfile: one("CERTFILE", text("path"), undefined),
  certpath: one("CERTPATH", text("path"), undefined),
  certident: CERT_IDENT,
  certrequest: one(
    "CERTREQUEST",
    choice(["NO", "REQUEST", "REQUIRE"], { 0: "NO", 1: "REQUEST", 2: "REQUIRE" }),
    "NO" as const,
  ),
  disableWeakSsl: one("DISABLE_WEAK_SSL", TRUTH, false),
  /** Ours: C upsd calls the directive invalid and passes over it. */
  mdns: one("MDNS", TRUTH, false),
  debugMin: { ...one("DEBUG_MIN", integer("level", { min: 0, whole: true }), undefined), anyCase: true },
} as const;

/** Access by address ended with NUT 2.4. */
const NO_ACL = "delete it; use LISTEN for the addresses to serve and a firewall for the hosts to admit";

export const UPSD_CONF_OBSOLETE: ReadonlyMap<string, string> = new Map(
  ["ACL", "ACCEPT", "REJECT", "ACCESS"].map((name) => [name, NO_ACL]),
);
