import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { verb } from "../verb.ts";

export const getTracking = verb(REQUESTS.getTracking, { extra: "ignored" }, ({ tracking, served }, { id }) => {
  if (id === undefined) return tracking ? "ON\n" : "OFF\n";
  return tracking ? `${served.tracking.result(id)}\n` : err("feature-not-configured");
});
