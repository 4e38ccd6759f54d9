/** packaging/docker, as far as it can be read without Docker. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const text = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");

export const DOCKERFILE: readonly Instruction[] = text("packaging/docker/Dockerfile")
  .replace(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => ({ word: line.split(" ", 1)[0] ?? "", rest: line.slice(line.indexOf(" ") + 1) }));

export const all = (word: string): readonly string[] =>
  DOCKERFILE.flatMap((each) => (each.word === word ? [each.rest] : []));

/** What a COPY takes from the folder that Docker is given. */
export const COPIED: readonly string[] = all("COPY")
  .filter((rest) => !rest.startsWith("--from="))
  .flatMap((rest) => rest.split(" ").slice(0, -1));

/** The words of `CMD ["a", "b"]`. */
export const wordsOf = (rest: string): readonly string[] =>
  [...rest.replace(/^[^[]*/, "").matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);

export const HEALTH: readonly string[] = wordsOf(all("HEALTHCHECK")[0] ?? "");

interface Service {
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly cap_drop: readonly string[];
  readonly tmpfs: readonly string[];
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly device_cgroup_rules: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
}

export const COMPOSE: { readonly services: { readonly nutts: Service } } = parse(text("packaging/docker/compose.yaml"));

export const IGNORED: readonly string[] = text(".dockerignore").trim().split("\n");
