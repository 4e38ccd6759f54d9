/** Carries out what `commands` ordered: settings, pauses and reports written to the device. */

import type { HidLink } from "../../device/hid.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { settable } from "../kit/reported.ts";
import type { Outcome } from "../types.ts";
import { type Orders, type Step, setvarOrders } from "./commands.ts";
import type { Mapper } from "./mapper.ts";
import { isSetting } from "./plan.ts";
import { logicalFor, putLogical } from "./report/report-codec.ts";
import type { Field } from "./report/report-descriptor.ts";
import { REQUEST_MS } from "./report/report-reader.ts";

export interface Target {
  readonly link: HidLink;
  readonly mapper: Mapper;
}

export async function carryOut(target: Target, clock: Clock, orders: Orders): Promise<Outcome> {
  if (orders.kind === "refused") return orders.why;
  for (const step of orders.steps) {
    const result = await doStep(target, clock, step);
    if (result !== "handled") return result;
  }
  return "handled";
}

async function doStep(target: Target, clock: Clock, step: Step): Promise<Outcome> {
  switch (step.kind) {
    case "pause":
      await sleep(clock, step.ms);
      return "handled";
    case "set":
      return set(target, clock, step.name, step.value);
    case "write":
      return write(target, step.field, step.value);
  }
}

/** A setting of the driver is kept; what lives on the device is written there. */
async function set(target: Target, clock: Clock, name: string, value: string): Promise<Outcome> {
  const { mapper } = target;
  const found = mapper.find(name);
  if (!found || !isSetting(found)) return carryOut(target, clock, setvarOrders(mapper, name, value));
  mapper.vars.set(found.row.var, settable(value, found.row.rw));
  return "handled";
}

/** Writes one field and leaves the rest of its report as the device has it. */
async function write({ link, mapper }: Target, field: Field, value: number): Promise<Outcome> {
  const { store, setup } = mapper;
  const { report } = field;
  const unknown = field.kind === "feature" && !store.has(field);
  const before = unknown ? await link.getReport(report, store.lengthOf(report), REQUEST_MS) : undefined;
  if (before?.kind === "data") store.fileFeature(report, before.bytes);
  const payload = store.writable(field);
  putLogical(field, payload, logicalFor(field, value));
  const bytes = setup.descriptor.numbered ? Uint8Array.of(report, ...payload) : payload;
  const answer = await link.setReport(report, bytes, REQUEST_MS);
  if (answer.kind !== "data") return "failed";
  store.fileWritten(field, bytes);
  return "handled";
}
