/** What upsd obeys: upsd.conf, the UPSes of ups.conf and upsd.users as one value, whoever made it. */
import type { UpsdConf } from "../conf/upsd-conf.ts";
import type { UpsdUser } from "../conf/upsd-users.ts";

export interface UpsEntry {
  readonly name: string;
  readonly description: string | undefined;
  /** Further names that it is served under. */
  readonly aliases: readonly string[];
  readonly socket: string;
}

/** Where an administrator's own descriptions come from, by name in lower case. */
export interface Descriptions {
  readonly variables: ReadonlyMap<string, string>;
  readonly commands: ReadonlyMap<string, string>;
}

export type TlsConf = Pick<UpsdConf, "certfile" | "certpath" | "certident" | "certrequest">;

export interface UpsdConfig {
  readonly upses: readonly UpsEntry[];
  readonly users: readonly UpsdUser[];
  /** Empty: 127.0.0.1 and ::1 on the usual port. */
  readonly listen: UpsdConf["listen"];
  readonly family: 4 | 6 | undefined;
  /** MAXAGE in seconds. */
  readonly maxAge: number;
  /** TRACKINGDELAY in seconds. */
  readonly trackingDelay: number;
  /** MAXCONN: UPSes, listeners and clients together. Undefined: what the system allows. */
  readonly maxConnections: number | undefined;
  readonly allowNoDevice: boolean;
  readonly allowNotAllListeners: boolean;
  readonly tls: TlsConf;
  readonly descriptions: Descriptions;
  /** MDNS: the server is announced on the local network. */
  readonly mdns: boolean;
  readonly debugMin: number | undefined;
}
