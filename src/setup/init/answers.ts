/** What has to be known to write the files: asked of a person, given as flags, or taken as it is usual. */
import type { Preset } from "./tables/presets.ts";

export const ROLES = ["standalone", "netserver", "netclient"] as const;
/** MODE of nut.conf. */
export type Role = (typeof ROLES)[number];

export interface Setting {
  readonly name: string;
  readonly value: string;
}

export interface UpsAnswer {
  readonly name: string;
  readonly driver: string;
  readonly port: string;
  /** Lines of its section besides. */
  readonly settings: readonly Setting[];
  /** It has a section already, of which only `settings` are written. */
  readonly kept: boolean;
}

/** A UPS of its own name on the battery of another, for machines that leave earlier. */
export interface StageAnswer {
  readonly name: string;
  readonly ups: string;
  /** Lines of its section: when it leaves. */
  readonly limits: readonly Setting[];
}

/** A client, and the UPS that it shall see under its own name for it. */
export interface PresetAnswer {
  readonly preset: Preset;
  readonly ups: string;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface ServerAnswer {
  /** `ups@host` or `ups@host:port`. */
  readonly system: string;
  readonly username: string;
  readonly password: string;
}

export type Answers =
  | {
      readonly role: "standalone" | "netserver";
      readonly upses: readonly UpsAnswer[];
      readonly stages: readonly StageAnswer[];
      readonly presets: readonly PresetAnswer[];
      readonly listen: readonly Listen[];
      /** upsmon tells the UPSes to go off and on again (SHUTDOWNRETURN). */
      readonly shutdownReturn: boolean;
    }
  | { readonly role: "netclient"; readonly server: ServerAnswer };

export type ServerRole = Extract<Answers, { upses: unknown }>;
