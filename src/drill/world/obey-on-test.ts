import type { Effect, Event } from "../../upsmon/core/step.ts";
import type { Playground } from "./playground.ts";

const ANSWER_MS = 10;

type TestEffect = Extract<
  Effect,
  { kind: "start-test" | "stop-test" | "test-ended" | "outage-seen" | "wall" | "going-down" }
>;

interface Host {
  readonly world: Playground;
  send(event: Event): void;
}

/** Hands an order about a battery test to its UPS, and writes down what came of it; a server that hangs says nothing. */
export function obeyOnTest(effect: TestEffect, host: Host): void {
  if (effect.kind === "wall" || effect.kind === "going-down" || effect.kind === "outage-seen") return;
  const { world } = host;
  const ups = world.ups(effect.ups);
  if (effect.kind === "test-ended") return void ups.tests.push(effect.result);
  if (ups.mood === "hang" || ups.mood === "drip") return;
  world.after(ANSWER_MS, () => {
    if (effect.kind === "stop-test") return ups.mood === "refuse" ? undefined : ups.stopTest();
    const error = ups.mood === "refuse" ? "Connection failure" : ups.startTest(effect.test);
    host.send({ kind: "test-answer", ups: effect.ups, error });
  });
}
