import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import type { CompletedPrograms } from "./operands.ts";
import { zshScript } from "./zsh.ts";

/** The scripts that the build writes to `dist/completions/nutts.SHELL`. */
export const SCRIPTS: Readonly<Record<"bash" | "fish" | "zsh", (completed: CompletedPrograms) => string>> = {
  bash: bashScript,
  fish: fishScript,
  zsh: zshScript,
};
