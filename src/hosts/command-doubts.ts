/** A command that has a host go down, and does not, or only later. */
import { durationText } from "../nut/duration-text.ts";
import type { Doubt, Written } from "./doubt.ts";

/** The words of the one command; none where a shell would make more of it. */
function wordsOf(command: string): readonly string[] {
  if (/[;&|<>`$(]/.test(command)) return [];
  const words = command.trim().replace(/["']/g, "").split(/\s+/);
  const own = words.findIndex(
    (word, i) => !(word === "sudo" || (i > 0 && words[0] === "sudo" && word.startsWith("-"))),
  );
  return own < 0 ? [] : words.slice(own);
}

const programOf = ([first = ""]: readonly string[]): string =>
  first
    .replace(/^.*[/\\]/, "")
    .replace(/\.exe$/i, "")
    .toLowerCase();

function restarts(words: readonly string[]): boolean {
  const rest = words.slice(1);
  switch (programOf(words)) {
    case "reboot":
      return !rest.some((word) => /^(-p|--poweroff|--halt)$/.test(word));
    case "systemctl":
      return rest.includes("reboot");
    case "shutdown":
      return rest.some((word) => /^([-/]r|--reboot)$/i.test(word));
    default:
      return false;
  }
}

/** Seconds until shutdown(8) begins, or that of Windows; 0 where it does not say. */
function delayOf(words: readonly string[]): number {
  if (programOf(words) !== "shutdown") return 0;
  const minutes = words.map((word) => /^\+(\d{1,5})$/.exec(word)?.[1]).find((digits) => digits !== undefined);
  const at = words.findIndex((word) => /^\/t$/i.test(word));
  return minutes === undefined ? Number(at < 0 ? 0 : (words[at + 1] ?? 0)) || 0 : 60 * Number(minutes);
}

export function commandDoubts({ settings, timeoutS }: Written): readonly Doubt[] {
  const words = wordsOf(settings.get("command"));
  const say = (text: string, advice: string): Doubt => ({ setting: "command", text: `command ${text}`, advice });
  if (restarts(words)) return [say("restarts the host: it is up again when the battery is empty", "write poweroff")];
  const delay = delayOf(words);
  if (delay < timeoutS) return [];
  const text = `begins only after ${durationText(delay)}, and the host has ${durationText(timeoutS)} to be down`;
  return [say(text, "have it begin at once, or write a longer timeout")];
}
