/** A HomeMatic CCU (also RaspberryMatic): its system variables, by one of its two ways. */
import type { ChosenTarget } from "../chosen/chosen-output.ts";
import { JsonRpc } from "./json-rpc.ts";
import type { HomematicSettings } from "./settings.ts";
import { tellXmlApi } from "./xml-api.ts";

export function homematic(settings: HomematicSettings): ChosenTarget {
  const { url, access } = settings;
  const common = { ...settings, name: "HomeMatic" };
  if (access.kind === "json") {
    const rpc = new JsonRpc(url, access);
    return { ...common, secrets: [access.password], deliver: (all, ask) => rpc.deliver(all, ask) };
  }
  const { token } = access;
  return { ...common, secrets: [token], deliver: (all, ask) => tellXmlApi(url, token, all, ask) };
}
