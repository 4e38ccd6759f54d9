/**
 * What has been, of every UPS: curves, energy, outages, events. Curves are written every five minutes and at the end, which
 * is what a power cut can cost of them; events and outages at once.
 */
import { type OutageReport, outageReports } from "../../hosts/memory/outage-reports.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { upsIdOf } from "../follow/find-ups.ts";
import type { Fleet, FleetNews } from "../follow/fleet.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { LEVELS, type Row, slotOf } from "./columns.ts";
import type { HistoryEvent } from "./history-event.ts";
import type { HistoryFiles } from "./history-files.ts";
import { folded, type Outage, outageStep } from "./outages.ts";
import type { RingFile } from "./ring-file.ts";
import type { Total } from "./totals.ts";
import { happenings, type Look } from "./transitions.ts";
import { UpsRows } from "./ups-rows.ts";

const SAMPLE_MS = 5000;
const FLUSH_MS = 300_000;
/** UPSes whose history is kept: a server that makes names up fills no disk. */
const MOST_UPSES = 200;
const MOST_EVENTS = 5000;

export interface HistoryDeps {
  readonly files: HistoryFiles;
  readonly fleet: Fleet;
  readonly clock: Clock;
  /** Where upssched-cmd of this machine remembers outages. */
  readonly memory?: string | undefined;
}

interface Kept {
  readonly rows: UpsRows;
  readonly file: RingFile | undefined;
  /** Watt-hours of this run that are not on the disk. */
  fresh: number;
  look: Look | undefined;
  outage: Outage | undefined;
}

const lookOf = ({ condition, snapshot }: FollowedUps): Look => ({
  condition,
  values: snapshot.values,
  reason: snapshot.error?.message,
});

export class History {
  readonly #deps: HistoryDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #changed = new Set<string>();
  readonly #events: HistoryEvent[];
  readonly #unlisten: () => void;
  readonly #listeners = new Set<(event: HistoryEvent) => void>();
  #outages: readonly Outage[];
  #totals: ReadonlyMap<string, Total>;
  #sampling: Timer;
  #flushing: Timer;
  #waiting = false;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
    const { files, fleet, clock } = deps;
    this.#events = files.events.slice(-MOST_EVENTS);
    this.#outages = folded(files.outages);
    this.#totals = files.totals;
    this.#unlisten = fleet.onNews((news) => this.#heard(news));
    this.#sampling = clock.after(SAMPLE_MS, () => this.#sample());
    this.#flushing = clock.after(FLUSH_MS, () => this.#flushAndGoOn());
  }

  /** Writes what is not written yet. */
  close(): void {
    this.#unlisten();
    this.#sampling.cancel();
    this.#flushing.cancel();
    this.#look();
    for (const { outage } of this.#kept.values()) if (outage) this.#write(outage);
    this.#flush();
    for (const { file } of this.#kept.values()) file?.close();
    this.#deps.files.close();
  }

  onEvent(hear: (event: HistoryEvent) => void): void {
    this.#listeners.add(hear);
  }

  /** The oldest first. */
  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** The oldest first; those that last are as deep as they are now. */
  get outages(): readonly Outage[] {
    const open = [...this.#kept.values()].flatMap(({ outage }) => outage ?? []);
    return folded([...this.#outages, ...open]);
  }

  /** What became of hosts without a client, the oldest outage first. */
  get reports(): readonly OutageReport[] {
    const { files, memory } = this.#deps;
    const trouble = `outages are shown without their hosts, which ${memory} has`;
    return memory === undefined ? [] : files.guarded(() => outageReports(memory), [], trouble);
  }

  /** What is on the disk, so that nobody ever sees less than they have seen. */
  total(id: string): Total | undefined {
    return this.#totals.get(id);
  }

  /** The rows of a level between two slots, both included. */
  rows(id: string, level: number, from: number, to: number): readonly Row[] {
    const kept = this.#of(id);
    if (!kept) return [];
    const written = this.#deps.files.guarded(() => kept.file?.read(level, from, to) ?? [], []);
    const bySlot = new Map(written.map((row) => [row.slot, row]));
    for (const row of kept.rows.unwritten(level)) if (row.slot >= from && row.slot <= to) bySlot.set(row.slot, row);
    return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
  }

  #of(id: string): Kept | undefined {
    const known = this.#kept.get(id);
    if (known) return known;
    if (this.#kept.size >= MOST_UPSES) return undefined;
    const { files, clock } = this.#deps;
    const rows = new UpsRows();
    const file = files.rowsOf(id);
    const lastRow = (level: number, slot: number) =>
      file && files.guarded(() => file.read(level, slot, slot)[0], undefined);
    rows.resume(LEVELS.map((level, i) => lastRow(i, slotOf(clock.wall(), level))));
    const outage = this.#outages.findLast(({ ups, end }) => ups === id && end === undefined);
    const kept = { rows, file, fresh: 0, look: undefined, outage };
    this.#kept.set(id, kept);
    return kept;
  }

  #heard({ server, ups }: FleetNews): void {
    const found = server.find(ups);
    if (!found) return;
    this.#changed.add(upsIdOf(found));
    if (this.#waiting) return;
    this.#waiting = true;
    setImmediate(() => {
      this.#waiting = false;
      this.#look();
    });
  }

  #look(): void {
    for (const ups of this.#deps.fleet.upses) {
      const id = upsIdOf(ups);
      const kept = this.#changed.has(id) ? this.#of(id) : undefined;
      if (!kept) continue;
      const look = lookOf(ups);
      for (const happening of happenings(ups.name, kept.look, look)) this.#tell({ ups: id, ...happening });
      if (look.condition !== "waiting") kept.look = look;
      if (look.condition === "live") this.#stepOutage(kept, id, look.values);
    }
    this.#changed.clear();
  }

  #tell(happening: Omit<HistoryEvent, "at">): void {
    const event = { at: this.#deps.clock.wall(), ...happening };
    this.#events.push(event);
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
    this.#deps.files.addEvent(event);
    for (const hear of this.#listeners) hear(event);
  }

  #stepOutage(kept: Kept, id: string, values: ReadonlyMap<string, string>): void {
    const { open, write } = outageStep(kept.outage, id, values, this.#deps.clock.wall());
    kept.outage = open;
    for (const outage of write) this.#write(outage);
  }

  #write(outage: Outage): void {
    this.#outages = folded([...this.#outages, outage]);
    this.#deps.files.addOutage(outage);
  }

  #sample(): void {
    const { fleet, clock } = this.#deps;
    this.#sampling = clock.after(SAMPLE_MS, () => this.#sample());
    const moment = { wall: clock.wall(), now: clock.now() };
    for (const ups of fleet.upses) {
      const kept = this.#of(upsIdOf(ups));
      const values = ups.condition === "live" ? ups.snapshot.values : undefined;
      if (kept) kept.fresh += kept.rows.take(values, moment).energy;
    }
  }

  #flushAndGoOn(): void {
    this.#flushing = this.#deps.clock.after(FLUSH_MS, () => this.#flushAndGoOn());
    this.#flush();
  }

  #flush(): void {
    const { files } = this.#deps;
    for (const { rows, file } of this.#kept.values())
      if (file) files.guarded(() => rows.flush((level, row) => file.write(level, row)), undefined);
    const totals = this.#grownTotals();
    if (!files.writeTotals(totals)) return;
    this.#totals = totals;
    for (const kept of this.#kept.values()) kept.fresh = 0;
  }

  #grownTotals(): ReadonlyMap<string, Total> {
    const totals = new Map(this.#totals);
    const now = this.#deps.clock.wall();
    for (const [id, { fresh }] of this.#kept) {
      const { wattHours, since } = totals.get(id) ?? { wattHours: 0, since: now };
      totals.set(id, { wattHours: wattHours + fresh, since });
    }
    return totals;
  }
}
