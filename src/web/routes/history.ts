/** What has been: curves, outages, events, energy. */
import type { HostRecord } from "../../hosts/memory/host-record.ts";
import { findUps, idOfSystem, upsIdOf } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import { CURVES, type Curve, isCurve, LEVELS, slotOf } from "../history/columns.ts";
import { type CurveAnswer, type CurveRange, curvesOf } from "../history/curves.ts";
import { curvesCsv } from "../history/curves-csv.ts";
import { daysOf } from "../history/days.ts";
import type { History } from "../history/history.ts";
import type { HistoryEvent } from "../history/history-event.ts";
import { levelOf } from "../history/ring-format.ts";
import { type ToldOutage, withReports } from "../history/told-outages.ts";
import { type Answer, type Asked, json, type Route, type RouteDoc } from "../http/route.ts";
import { isoTime } from "../view/ups-view.ts";

const DAY_MS = 86_400_000;
const MOST_POINTS = 2000;
const SOME_POINTS = 500;
const MOST_EVENTS = 1000;
const SOME_EVENTS = 100;
const HOURS = LEVELS.length - 1;

const bad = (error: string): Answer => json({ error }, 400);
const NO_DEVICE = json({ error: "Device not found" }, 404);

/** ISO 8601, or seconds since 1970; NaN for anything else. */
function momentOf(text: string | null, otherwise: number): number {
  if (text === null || text === "") return otherwise;
  return /^\d{1,11}(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

const countOf = (text: string | null, otherwise: number, most: number): number => {
  const count = Number(text ?? otherwise);
  return Number.isInteger(count) && count > 0 ? Math.min(count, most) : Number.NaN;
};

export const eventView = ({ at, ups, type, text }: HistoryEvent) => ({ at: isoTime(at), ups, type, text });

function hostView({ name, why, at, downAt, end }: HostRecord) {
  const back = end?.kind === "back" ? isoTime(end.at) : null;
  return {
    name,
    why,
    left: isoTime(at),
    down: downAt === undefined ? null : isoTime(downAt),
    back,
    end: end?.kind ?? null,
  };
}

function outageView({ ups, kind, start, end, lowestCharge, lowestRuntime, load, hosts }: ToldOutage, now: number) {
  return {
    ups,
    kind,
    start: isoTime(start),
    end: end === undefined ? null : isoTime(end),
    seconds: Math.round(((end ?? now) - start) / 1000),
    lowestCharge: lowestCharge ?? null,
    lowestRuntime: lowestRuntime ?? null,
    load: load === undefined ? null : Math.round(load * 10) / 10,
    hosts: hosts.map(hostView),
  };
}

class HistoryAnswers {
  readonly #fleet: Fleet;
  readonly #history: History;

  constructor(fleet: Fleet, history: History) {
    this.#fleet = fleet;
    this.#history = history;
  }

  curves({ query }: Asked, answer: (ups: string, curves: CurveAnswer) => Answer): Answer {
    const ups = findUps(this.#fleet, query.get("ups") ?? "");
    if (!ups) return NO_DEVICE;
    const now = this.#fleet.clock.wall();
    const to = momentOf(query.get("to"), now);
    const range: CurveRange = {
      from: momentOf(query.get("from"), to - DAY_MS),
      to,
      points: countOf(query.get("points"), SOME_POINTS, MOST_POINTS),
    };
    const names = (query.get("variables") ?? CURVES.join(",")).split(",");
    const odd = names.find((name) => !isCurve(name));
    if (odd !== undefined) return bad(`There is no curve of ${odd.slice(0, 80)}; there are ${CURVES.join(", ")}`);
    if (!(range.from >= 0 && range.from < range.to && range.points > 0))
      return bad("from and to are moments (ISO 8601, or seconds since 1970) in this order, points is a number from 1");
    const id = upsIdOf(ups);
    const curves = names.filter((name): name is Curve => isCurve(name));
    const read = (level: number, first: number, last: number) => this.#history.rows(id, level, first, last);
    return answer(id, curvesOf(range, curves, now, read));
  }

  outages({ query }: Asked): Answer {
    const now = this.#fleet.clock.wall();
    const [from, to] = [momentOf(query.get("from"), 0), momentOf(query.get("to"), now)];
    const chosen = this.#chosen(query.get("ups"), this.#told());
    if (!chosen) return NO_DEVICE;
    const within = chosen.filter(({ start, end = now }) => !(end < from) && !(start > to));
    return json(within.map((outage) => outageView(outage, now)));
  }

  /** With what became of the hosts, as far as that is remembered here. */
  #told(): readonly ToldOutage[] {
    const { reports, outages } = this.#history;
    return withReports(
      outages,
      reports.map(({ outage, hosts }) => ({ id: idOfSystem(this.#fleet, outage.ups), outage, hosts })),
    );
  }

  events({ query }: Asked): Answer {
    const limit = countOf(query.get("limit"), SOME_EVENTS, MOST_EVENTS);
    if (Number.isNaN(limit)) return bad("limit is a number from 1");
    const before = momentOf(query.get("before"), Number.POSITIVE_INFINITY);
    const chosen = this.#chosen(query.get("ups"), this.#history.events);
    if (!chosen) return NO_DEVICE;
    const newest = chosen.filter(({ at }) => !(at >= before)).slice(-limit);
    return json(newest.reverse().map(eventView));
  }

  energy({ query }: Asked): Answer {
    const ups = findUps(this.#fleet, query.get("ups") ?? "");
    if (!ups) return NO_DEVICE;
    const id = upsIdOf(ups);
    const hours = levelOf(HOURS);
    const now = slotOf(this.#fleet.clock.wall(), hours);
    const days = daysOf(this.#history.rows(id, HOURS, Math.max(0, now - hours.rows), now));
    const total = this.#history.total(id);
    return json({
      ups: id,
      kwh: total ? Math.round(total.wattHours) / 1000 : 0,
      since: total ? isoTime(total.since) : null,
      estimated: days.some(({ estimated }) => estimated),
      days,
    });
  }

  /** Of one UPS, or of all; undefined where there is no such UPS. */
  #chosen<T extends { readonly ups: string }>(name: string | null, all: readonly T[]): readonly T[] | undefined {
    if (name === null) return all;
    const ups = findUps(this.#fleet, name);
    return ups && all.filter((one) => one.ups === upsIdOf(ups));
  }
}

const UPS = { ups: "the UPS" } as const;
const RANGE = { from: "the beginning (a day before the end)", to: "the end (now)" } as const;
const CURVE_QUERY = {
  ...UPS,
  variables: "with commas between (all that are kept)",
  ...RANGE,
  points: `at most so many (${SOME_POINTS})`,
};
const LIST = { type: "array", items: { type: "object" } } as const;
const NO = { 404: "there is no such UPS, or no history is kept" } as const;
const ODD = { ...NO, 400: "a moment, a number or a variable that is none" } as const;

const OUTAGES = {
  summary: "Outages and battery tests, with the hosts that left and came back",
  query: { ups: "a UPS (all)", ...RANGE },
  schema: LIST,
  errors: NO,
} as const;

const NONE = json({ error: "No history is kept here: name a folder with --history" }, 404);

export function historyRoutes(fleet: Fleet, historyNow: () => History | undefined): readonly Route[] {
  const row = (
    path: string,
    doc: Omit<RouteDoc, "tag">,
    handle: (answers: HistoryAnswers, asked: Asked) => Answer,
  ): Route => ({
    method: "GET",
    path: `/api/v1/history/${path}`,
    access: "read",
    doc: { ...doc, tag: "History" },
    handle: (asked) => {
      const history = historyNow();
      return history ? handle(new HistoryAnswers(fleet, history), asked) : NONE;
    },
  });
  return [
    row("curves", { summary: "Curves", query: CURVE_QUERY, schema: { type: "object" }, errors: ODD }, (own, asked) =>
      own.curves(asked, (ups, curves) => json({ ups, ...curves })),
    ),
    row(
      "curves.csv",
      { summary: "Curves as CSV", query: CURVE_QUERY, type: "text/csv", schema: { type: "string" }, errors: ODD },
      (own, asked) =>
        own.curves(asked, (_ups, curves) => ({
          status: 200,
          type: "text/csv; charset=utf-8",
          body: curvesCsv(curves),
          headers: { "content-disposition": 'attachment; filename="curves.csv"' },
        })),
    ),
    row("outages", OUTAGES, (own, asked) => own.outages(asked)),
    row(
      "events",
      {
        summary: "What has happened, the newest first",
        query: {
          ups: "a UPS (all)",
          limit: `at most so many (${SOME_EVENTS})`,
          before: "only what was before this moment",
        },
        schema: LIST,
        errors: ODD,
      },
      (own, asked) => own.events(asked),
    ),
    row(
      "energy",
      { summary: "Energy, in all and by day", query: UPS, schema: { type: "object" }, errors: NO },
      (own, asked) => own.energy(asked),
    ),
  ];
}
