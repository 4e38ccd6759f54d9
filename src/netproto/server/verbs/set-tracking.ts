import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { verb } from "../verb.ts";

/** A request has been handed to the driver: with an id where the result can be asked for. */
export const accepted = (id: string | undefined): string => (id === undefined ? OK : `OK TRACKING ${id}\n`);

export const setTracking = verb(REQUESTS.setTracking, { extra: "ignored" }, (context, { state }) => {
  const permission = state.toUpperCase();
  if (permission !== "ON" && permission !== "OFF") return err("invalid-argument");
  context.tracking = permission === "ON";
  return OK;
});
