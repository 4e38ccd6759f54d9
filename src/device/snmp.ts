/** SNMP agents behind an interface: a real card over UDP, or a walk that a test plays. */

export type SnmpNumberType = "INTEGER" | "Counter32" | "Gauge32" | "TimeTicks" | "Counter64";
export type SnmpBytesType = "OCTET STRING" | "Opaque" | "IpAddress";

/** The value of an object as it stands on the wire. */
export type SnmpValue =
  | { readonly type: SnmpNumberType; readonly number: number }
  | { readonly type: SnmpBytesType; readonly bytes: Uint8Array }
  | { readonly type: "OBJECT IDENTIFIER"; readonly oid: string }
  | { readonly type: "NULL" };

export interface SnmpObject {
  /** Without a dot in front. */
  readonly oid: string;
  readonly value: SnmpValue;
}

/** What an agent says of one object: its value, that it has no such object, or why it does not tell. */
export type SnmpAnswer =
  | { readonly kind: "data"; readonly value: SnmpValue }
  | { readonly kind: "absent" }
  | { readonly kind: "refused"; readonly why: string };

export type SnmpSetAnswer = { readonly kind: "done" } | { readonly kind: "refused"; readonly why: string };

/**
 * An agent that is spoken to, one request at a time. Everything throws DeviceError `stale` when it does not answer, and
 * `lost` once the link is closed.
 */
export interface SnmpLink {
  /** `host:port` for a person. */
  readonly name: string;
  /** An answer for each object, in their order, in as few requests as the agent bears. */
  get(oids: readonly string[]): Promise<readonly SnmpAnswer[]>;
  /** The objects below `oid`, in their order, at most `most` of them. */
  walk(oid: string, most: number): Promise<readonly SnmpObject[]>;
  set(oid: string, value: SnmpValue): Promise<SnmpSetAnswer>;
  close(): Promise<void>;
}

export const AUTH_PROTOCOLS = ["MD5", "SHA", "SHA256", "SHA384", "SHA512"] as const;
export const PRIV_PROTOCOLS = ["DES", "AES", "AES192", "AES256"] as const;

interface Secret<Protocol extends string> {
  readonly protocol: Protocol;
  readonly password: string;
}

/** Who we are to the agent. */
export type SnmpAccess =
  | { readonly version: "v1" | "v2c"; readonly community: string }
  | {
      readonly version: "v3";
      readonly user: string;
      readonly auth?: Secret<(typeof AUTH_PROTOCOLS)[number]>;
      /** Only with `auth`. */
      readonly priv?: Secret<(typeof PRIV_PROTOCOLS)[number]>;
    };

export interface SnmpTarget {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** IP version that is insisted on. */
  readonly family?: 4 | 6;
  readonly access: SnmpAccess;
  /** Milliseconds until a request is sent again. */
  readonly timeoutMs: number;
  /** How often it is sent again. */
  readonly retries: number;
}

export interface SnmpOpener {
  /** Throws DeviceError `absent` where the name is not known. Sends nothing yet. */
  open(target: SnmpTarget): Promise<SnmpLink>;
  /**
   * Calls `heard` whenever the agent sends something to a UDP port of ours of its own accord. Throws DeviceError `absent`
   * where the name is not known or the port cannot be had.
   */
  hear(
    target: Pick<SnmpTarget, "host" | "family">,
    port: number,
    heard: () => void,
  ): Promise<{ close(): Promise<void> }>;
}
