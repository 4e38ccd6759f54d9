/** The memory of a Microlink device: its descriptor in tokens, and the values that it names. */

/** A value with its size, and what stands behind it in the descriptor; or a block. */
export type Node =
  | { readonly id: number; readonly size: number; readonly behind?: readonly number[]; readonly unnamed?: true }
  | { readonly id: number; readonly kind: "enter"; readonly nodes: readonly Node[] }
  | { readonly id: number; readonly kind: "child"; readonly nodes: readonly Node[] }
  | { readonly id: number; readonly kind: "repeated"; readonly times: number; readonly nodes: readonly Node[] };

export const value = (id: number, size = 2, ...behind: readonly number[]): Node => ({ id, size, behind });
export const unnamed = (id: number, size = 2): Node => ({ id, size, unnamed: true });
export const enter = (id: number, ...nodes: readonly Node[]): Node => ({ id, kind: "enter", nodes });
export const child = (id: number, ...nodes: readonly Node[]): Node => ({ id, kind: "child", nodes });
export const repeated = (id: number, times: number, ...nodes: readonly Node[]): Node => ({
  id,
  kind: "repeated",
  times,
  nodes,
});

const USUAL_SIZE = 2;

/** Blocks end with ff. */
export function tokensOf(nodes: readonly Node[]): readonly number[] {
  return nodes.flatMap((node) => {
    if (!("kind" in node)) {
      const size = node.size === USUAL_SIZE ? [] : [0xfc, node.size];
      return [...(node.unnamed ? [0xf5] : []), node.id, ...size, ...(node.behind ?? [])];
    }
    const inside = [...tokensOf(node.nodes), 0xff];
    if (node.kind === "repeated") return [0xfd, node.id, node.times, ...inside];
    return [node.kind === "enter" ? 0xf8 : 0xfe, node.id, ...inside];
  });
}

interface Laid {
  readonly at: number;
  readonly size: number;
}

const hex = (id: number): string => id.toString(16).toUpperCase();

/** Where each value stands, by its path. */
export function laidOut(
  nodes: readonly Node[],
  from: number,
): { readonly places: Map<string, Laid>; readonly end: number } {
  const places = new Map<string, Laid>();
  let at = from;
  const lay = (path: string, inside: readonly Node[]): void => {
    for (const node of inside) {
      if (!("kind" in node)) {
        if (!node.unnamed) places.set(`${path}${hex(node.id)}`, { at, size: node.size });
        at += node.size;
      } else if (node.kind === "enter") lay(`${hex(node.id)}:`, node.nodes);
      else if (node.kind === "child") lay(`${path}${hex(node.id)}.`, node.nodes);
      else for (let number = 0; number < node.times; number++) lay(`${path}${hex(node.id)}[${number}].`, node.nodes);
    }
  };
  lay("", nodes);
  return { places, end: at };
}

/** A value as bytes of that size: text, or a number, which may be negative. */
export function stored(value: number | string, size: number): Uint8Array {
  if (typeof value === "string") return Uint8Array.from({ length: size }, (_, at) => value.charCodeAt(at) || 0);
  const whole = BigInt.asUintN(8 * size, BigInt(value));
  return Uint8Array.from({ length: size }, (_, at) => Number((whole >> BigInt(8 * (size - 1 - at))) & 0xffn));
}
