import { TO_DRIVER as ASKS } from "./sentences.ts";

export const setOrder = (name: string, value: string, id?: string): string =>
  id === undefined ? ASKS.set.format({ name, value }) : ASKS.setTracked.format({ name, value, id });

export function instcmdOrder(cmd: string, param?: string, id?: string): string {
  if (id === undefined) return ASKS.instcmd.format({ cmd, param });
  return param === undefined
    ? ASKS.instcmdTracked.format({ cmd, id })
    : ASKS.instcmdParamTracked.format({ cmd, param, id });
}
