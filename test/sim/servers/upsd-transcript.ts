/** The transcripts of fixtures/upsd: what upsd 2.8.5 answers in the world of `world.json`. */
import { readFileSync } from "node:fs";
import type { WorldTexts } from "./upsd-world.ts";

export interface Step {
  readonly send: string;
  readonly answer: string;
  readonly closed?: boolean;
}

/** An answer that is meant to be another one. */
export interface Difference {
  readonly answer: string;
  readonly why: string;
}

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/upsd/${name}`, import.meta.url), "utf8");

export const WORLD = JSON.parse(fixture("world.json")) as WorldTexts;
export const TRANSCRIPTS = JSON.parse(fixture("answers-2.8.5.json")) as Readonly<Record<string, readonly Step[]>>;

const ID = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/;

/** The id of a tracked request in an answer. */
export const trackingId = (answer: string): string | undefined => ID.exec(answer)?.[0];

/** A request with the id of the last tracked one in its place. */
export const withId = (send: string, id: string): string => send.replace("{id}", id.toLowerCase()).replace("{ID}", id);

/** An answer without what differs from run to run and from program to program: ids and versions. */
export const normalAnswer = (answer: string): string =>
  answer
    .replace(ID, "{id}")
    .replace(/^(Network UPS Tools upsd|VAR \S+ server\.info "Network UPS Tools upsd) [^"\n]*/gm, "$1 {version}")
    .replace(/^(VAR \S+ server\.version) "\d+\.\d+\.\d+"/gm, '$1 "{version}"');
