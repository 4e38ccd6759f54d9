/** What the battery tests of upsmon gave, as the file says that it keeps, and when the next ones are due. */
import { readTextIfThere } from "../../system/files/text-file.ts";
import { healthyRecord } from "../../upsmon/core/battery-tests/read-record.ts";
import { findUps, idOfSystem, upsIdOf } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import { json, type Route } from "../http/route.ts";
import { isoTime } from "../view/ups-view.ts";

type Records = ReturnType<typeof healthyRecord>;

/** What cannot be read is not known. */
function recordsIn(path: string | undefined): Records {
  try {
    return path === undefined ? [] : healthyRecord(readTextIfThere(path) ?? "{}");
  } catch {
    return [];
  }
}

const timeOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));

function view(ups: string, { next = {}, results }: Records[number][1]) {
  return {
    ups,
    next: { quick: timeOrNull(next.quick), deep: timeOrNull(next.deep) },
    results: results.map(({ at, test, verdict, text, seconds, fell, load, health }) => ({
      ...{ at: isoTime(at), test, verdict, text },
      ...{ seconds: seconds ?? null, fell: fell ?? null, load: load ?? null, health: health ?? null },
    })),
  };
}

export const batteryTestsRoute = (fleet: Fleet, path: string | undefined): Route => ({
  method: "GET",
  path: "/api/v1/history/battery-tests",
  access: "read",
  doc: {
    tag: "History",
    summary: "What the battery tests of upsmon gave, and when the next ones are due",
    query: { ups: "a UPS (all)" },
    schema: { type: "array", items: { type: "object" } },
    errors: { 404: "there is no such UPS" },
  },
  handle: ({ query }) => {
    const name = query.get("ups");
    const ups = name === null ? undefined : findUps(fleet, name);
    if (name !== null && !ups) return json({ error: "Device not found" }, 404);
    const all = recordsIn(path).map(([system, record]) => view(idOfSystem(fleet, system), record));
    return json(all.filter((each) => ups === undefined || each.ups === upsIdOf(ups)));
  },
});
