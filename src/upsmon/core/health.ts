import type { State, WatchedUps } from "./state.ts";

export interface Health {
  /** False while a server refuses our login, a UPS that feeds us is silent or critical, or the parent is gone. */
  readonly protected: boolean;
  readonly problems: readonly string[];
}

/** Exit status of an upsmon that is stopped while a server refuses its login, or after SHUTDOWNCMD has failed. */
export const UNPROTECTED_STATUS = 2;

/** What a line tells of, at most. */
const MOST_PROBLEMS = 20;

export const loginRefused = ({ upses }: State): boolean => upses.some(({ login }) => login.kind === "refused");

function problemOf({ monitor: { system, powerValue }, login, link, condition, rules }: WatchedUps): string | undefined {
  if (login.kind === "refused") return `${system}: login refused (${login.reason})`;
  if (powerValue === 0) return undefined;
  if (condition.kind === "critical") return `${system}: critical (${condition.cause})`;
  if (link.kind === "lost") return `${system}: no contact`;
  if (rules.missing.length > 0) return `${system}: SHUTDOWNON cannot act without ${rules.missing.join(", ")}`;
  return undefined;
}

export function health(state: State): Health {
  const problems = state.upses.map(problemOf).filter((problem) => problem !== undefined);
  if (state.parent.kind === "lost") problems.push("the privileged parent process is gone");
  if (state.failed) problems.push(`SHUTDOWNCMD failed (${state.failed.why})`);
  if (state.phase.kind !== "watching") problems.push("shutting down");
  return { protected: problems.length === 0, problems };
}

export function describeHealth(state: State): string {
  const { problems } = health(state);
  const watching = `watching ${state.upses.length} UPS${state.upses.length === 1 ? "" : "es"}`;
  if (problems.length === 0) return watching;
  const more = problems.length - MOST_PROBLEMS;
  const named = more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems;
  return `${watching}; NOT PROTECTED: ${named.join("; ")}`;
}
