/** A row of doctor: what it looks at, what that means, and what it says of it. */
import { completeUpses } from "../../conf/ups-conf.ts";
import { type CheckInput, confOf } from "../check/check-input.ts";
import type { Machine } from "../system/machine.ts";
import type { Reality } from "./measure/reality.ts";

export interface DoctorInput {
  readonly check: CheckInput;
  readonly reality: Reality;
}

export type Look =
  | { readonly kind: "fine"; readonly text: string }
  /** `mend`: a command, where it is another than the row's. */
  | { readonly kind: "wrong"; readonly text: string; readonly mend?: string | undefined }
  /** It cannot be told from here; `mend` is what would tell. */
  | { readonly kind: "unknown"; readonly text: string; readonly mend?: string | undefined };

export interface DoctorRow {
  readonly name: string;
  readonly looksAt: string;
  /** Why it matters. */
  readonly means: string;
  /** The command that mends it, where nothing more exact is known. */
  readonly mend: string;
  /** None where there is nothing to look at. */
  look(input: DoctorInput): readonly Look[];
}

export const fine = (text: string): Look => ({ kind: "fine", text });
export const wrong = (text: string, mend?: string): Look => ({ kind: "wrong", text, mend });
export const unknown = (text: string, mend?: string): Look => ({ kind: "unknown", text, mend });

export const AS_ROOT = "sudo nutts doctor";

export const upsesOf = ({ files: { ups } }: CheckInput) =>
  completeUpses(confOf(ups) ?? { globals: [], sections: [], problems: [] });

/** Drivers and upsd are to run on this machine. */
export const serves = (check: CheckInput): boolean => {
  const mode = confOf(check.files.nut)?.mode;
  return mode !== "netclient" && mode !== "none" && upsesOf(check).length > 0;
};

/** The command that starts a service, or that makes services where there are none. */
export function startCommand(
  { facts: { init, container } }: Machine,
  kind: "driver" | "server" | "monitor",
  exists: boolean,
): string {
  const service = init.services[kind];
  if (container || init.start === undefined) return kind === "monitor" ? "nutts upsmon" : "nutts up";
  if (!exists || service === undefined) return "sudo nutts service install";
  return `sudo ${init.start.replaceAll("%s", service.replace("@.", "@*."))}`;
}
