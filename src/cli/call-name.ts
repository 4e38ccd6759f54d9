/** How a person calls us, for lines to be copied from the terminal. */
import type { Env } from "../system/files/paths.ts";

/** `npx nutts` from a clone or where npx runs us, `nutts` when installed; anything else by the file that runs. */
export function callName(env: Env, script: string | undefined): string {
  if (env.NUTTS_CALLED_AS) return env.NUTTS_CALLED_AS;
  if (env.npm_command === "exec") return "npx nutts";
  const name = (script ?? "").split("/").at(-1);
  return name === "nutts" || script === undefined ? "nutts" : `node ${script}`;
}
