/** The state of one UPS. Names match in any case and are listed in the order of their lower-case spelling. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly rw: boolean;
  /** `string` is served as STRING:n (n = `maxLength`); everything else as NUMBER. */
  readonly type: "string" | "number" | undefined;
  /** Longest value of a string variable in bytes; 0 when the driver gave none. */
  readonly maxLength: number;
  readonly enums: readonly string[];
  readonly ranges: readonly Range[];
}

export type Change =
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  | { readonly kind: "delete"; readonly name: string }
  | { readonly kind: "flags"; readonly name: string; readonly rw: boolean; readonly type: Variable["type"] }
  | { readonly kind: "aux"; readonly name: string; readonly maxLength: number }
  | { readonly kind: "add-enum"; readonly name: string; readonly value: string }
  | { readonly kind: "delete-enum"; readonly name: string; readonly value: string }
  | { readonly kind: "add-range"; readonly name: string; readonly range: Range }
  | { readonly kind: "delete-range"; readonly name: string; readonly range: Range }
  | { readonly kind: "add-cmd"; readonly name: string }
  | { readonly kind: "delete-cmd"; readonly name: string };

const blank = (name: string, value: string): Variable => ({
  name,
  value,
  rw: false,
  type: undefined,
  maxLength: 0,
  enums: [],
  ranges: [],
});

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;

const sameRange = (a: Range, b: Range): boolean => a.min === b.min && a.max === b.max;

export class UpsState {
  readonly #variables = new Map<string, Variable>();
  readonly #commands = new Map<string, string>();
  #sorted: readonly Variable[] | undefined;
  #sortedCommands: readonly string[] | undefined;
  #revision = 0;

  /** Goes up with every change: what caches key on. */
  get revision(): number {
    return this.#revision;
  }

  get(name: string): Variable | undefined {
    return this.#variables.get(name) ?? this.#variables.get(name.toLowerCase());
  }

  value(name: string): string | undefined {
    return this.get(name)?.value;
  }

  variables(): readonly Variable[] {
    this.#sorted ??= [...this.#variables].sort(byKey).map(([, variable]) => variable);
    return this.#sorted;
  }

  commands(): readonly string[] {
    this.#sortedCommands ??= [...this.#commands].sort(byKey).map(([, name]) => name);
    return this.#sortedCommands;
  }

  /** How many variables and commands there are, without putting them in order. */
  get size(): { readonly variables: number; readonly commands: number } {
    return { variables: this.#variables.size, commands: this.#commands.size };
  }

  hasCommand(name: string): boolean {
    return this.#commands.has(name.toLowerCase());
  }

  clear(): void {
    this.#variables.clear();
    this.#commands.clear();
    this.#touch();
  }

  /** Applies one change; false when it changed nothing (same value, absent name). */
  apply(change: Change): boolean {
    const key = change.name.toLowerCase();
    const done = change.kind.endsWith("-cmd") ? this.#applyCmd(key, change) : this.#applyVar(key, change);
    if (done) this.#touch();
    return done;
  }

  #touch(): void {
    this.#revision++;
    this.#sorted = undefined;
    this.#sortedCommands = undefined;
  }

  #applyCmd(key: string, change: Change): boolean {
    if (change.kind === "delete-cmd") return this.#commands.delete(key);
    if (this.#commands.has(key)) return false;
    this.#commands.set(key, change.name);
    return true;
  }

  #applyVar(key: string, change: Change): boolean {
    if (change.kind === "delete") return this.#variables.delete(key);
    const old = this.#variables.get(key);
    if (change.kind === "set") {
      if (old?.value === change.value) return false;
      this.#variables.set(key, old ? { ...old, value: change.value } : blank(change.name, change.value));
      return true;
    }
    if (!old) return false;
    const next = amended(old, change);
    if (!next) return false;
    this.#variables.set(key, next);
    return true;
  }
}

function amended(old: Variable, change: Change): Variable | undefined {
  switch (change.kind) {
    case "flags":
      return old.rw === change.rw && old.type === change.type
        ? undefined
        : { ...old, rw: change.rw, type: change.type };
    case "aux":
      return old.maxLength === change.maxLength ? undefined : { ...old, maxLength: change.maxLength };
    case "add-enum":
      return old.enums.includes(change.value) ? undefined : { ...old, enums: [...old.enums, change.value] };
    case "delete-enum":
      return old.enums.includes(change.value)
        ? { ...old, enums: old.enums.filter((value) => value !== change.value) }
        : undefined;
    case "add-range":
      return old.ranges.some((range) => sameRange(range, change.range))
        ? undefined
        : { ...old, ranges: [...old.ranges, change.range] };
    case "delete-range":
      return old.ranges.some((range) => sameRange(range, change.range))
        ? { ...old, ranges: old.ranges.filter((range) => !sameRange(range, change.range)) }
        : undefined;
    default:
      return undefined;
  }
}
