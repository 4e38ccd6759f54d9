import { rounds } from "../lib/rounds.mjs";
import { load } from "../lib/worker.mjs";

/** LIST VAR of 30 variables on one connection. */
export async function list({ servers, quick }) {
  const of = await rounds(servers, quick ? 1 : 3, ({ port }) => load("list.mjs", port, 25));
  const what = `LIST VAR of ${of("nutts", "variables")} variables, one connection`;
  return [{ what, unit: "ms", c: of("C", "ms"), ours: of("nutts", "ms") }];
}
