import type { ProgramModule } from "../cli/program.ts";

export const run: ProgramModule["run"] = () => Promise.resolve(0);
