/** The closing words: what protects this machine now, in the words of nutts doctor, and what is to be done where nothing does. */
import { callName } from "../../cli/call-name.ts";
import type { Verdict } from "../../nut/protection/verdict.ts";
import { SYSTEM_CLOCK, sleep } from "../../system/clock.ts";
import { verdictNow } from "../doctor/diagnose.ts";
import type { InitWorld } from "./init-world.ts";

/** Services that were started just now need a moment until upsmon is let in, and a small board takes its time. */
const LOOKS = 30;
const LOOK_MS = 1000;

export async function closingVerdict({ machine }: InitWorld, started: boolean): Promise<Verdict> {
  const look = (): Promise<Verdict> => verdictNow(machine, machine.facts.confPath);
  let verdict = await look();
  for (let left = started ? LOOKS : 0; left > 0 && verdict.kind !== "protected"; left--) {
    await sleep(SYSTEM_CLOCK, LOOK_MS);
    verdict = await look();
  }
  return verdict;
}

export function closingText({ io, line }: InitWorld, { kind, sentence }: Verdict, started: boolean): string {
  const call = callName(io.env, process.argv[1]);
  const start = `Start it at every boot: ${call} service install; or try it by hand: ${call} up\n`;
  const todo = started ? `What is wrong, and what mends it: ${call} doctor\n` : start;
  const rehearsal = `Rehearse a power failure with nothing switched off: ${call} drill\n`;
  return `\n${sentence}\n${kind === "protected" || line.has("print") ? "" : todo}${rehearsal}`;
}
