/** What a session serves, seen from the protocol: `src/upsd` supplies the real thing, tests a small one. */
import type { DrillOrder, DrillReport } from "../../nut/drill.ts";
import type { DataFault, ErrorCode } from "../../nut/errors.ts";
import type { UpsState } from "../../nut/ups-state.ts";
import type { Log } from "../../system/log/log.ts";

/** The one who is logged in on a UPS. */
export interface ClientLogin {
  /** Goes up with every connection. */
  readonly id: number;
  readonly address: string;
}

/** A live drill (docs/protocol-extensions.md). */
export interface ServedDrill {
  /** False when it cannot begin, or is not the one to end. */
  order(order: DrillOrder): boolean;
  hear(login: ClientLogin, report: DrillReport): boolean;
  /** Empty when none runs. */
  value(): string;
  variables(): readonly (readonly [string, string])[];
}

export interface ServedUps {
  readonly name: string;
  readonly description: string | undefined;
  /** Further names of the same device. */
  readonly aliases: readonly string[];
  readonly state: UpsState;
  /** Why its variables are not to be had, in the words of the error table. */
  readonly fault: DataFault | undefined;
  /** Its driver has not told all that it has. */
  readonly filling: boolean;
  /** Set by FSD, for as long as the server runs. */
  fsd: boolean;
  readonly logins: Set<ClientLogin>;
  readonly drill?: ServedDrill;
  /** Asks the driver; false when it could not be told. */
  setvar(name: string, value: string, tracking: string | undefined): boolean;
  instcmd(name: string, param: string | undefined, tracking: string | undefined): boolean;
}

/** What a user wants to do: an action of upsd.users, or an instant command. */
export type Permission =
  | { readonly kind: "action"; readonly action: "LOGIN" | "PRIMARY" | "FSD" | "SET" }
  | { readonly kind: "instcmd"; readonly cmd: string };

export type PermissionResult = "allowed" | "unknown-user" | "wrong-password" | "not-allowed";

/** What became of a tracked request: the driver has not answered yet, has done it, or why not. */
export type TrackingResult = "pending" | "success" | Extract<ErrorCode, "unknown" | "invalid-argument" | "failed">;

/** A connection that news can go to. */
export interface NewsReader {
  /** Gives what has not been told yet: lines with their ends. */
  subscription: { take(): string } | undefined;
  /** It is logged in. */
  readonly member: boolean;
  /** There is news for it. */
  hearNews(): void;
}

/** News for those who have asked for it. */
export interface ServedNews {
  /** Of all UPSes without one. */
  subscribe(reader: NewsReader, ups?: ServedUps, upsname?: string): void;
  leave(reader: NewsReader): void;
  /** Something of this UPS may be different now. */
  changed(ups: ServedUps): void;
}

export interface Served {
  readonly news: ServedNews;
  readonly version: string;
  readonly log: Log;
  /** In the order of ups.conf. */
  all(): Iterable<ServedUps>;
  /** By its name or an alias in any case, or by what C programs make of one beyond ASCII. */
  find(upsname: string): ServedUps | undefined;
  permissionOf(username: string, password: string, permission: Permission): PermissionResult;
  describeVariable(name: string): string | undefined;
  describeCommand(name: string): string | undefined;
  readonly tracking: {
    /** A new id whose result is pending. */
    open(): string;
    result(id: string): TrackingResult;
  };
  /** True when STARTTLS can be answered with OK. */
  readonly tls: boolean;
}
