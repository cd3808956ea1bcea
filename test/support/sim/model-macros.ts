import type { AgentId, GlobalId } from "#domain/kernel/ids.ts";
import type { Macro } from "#domain/macro/macro.ts";

/** What a request asks about a macro. `macro` null: delete. `macroId` null: a new one. */
export type MacroWire = {
  readonly op: string;
  readonly kind: "macro";
  readonly macroId: GlobalId | null;
  readonly macro: Macro | null;
};

/** One change that took effect, by whomever. */
export type MacroChange = {
  /** null: somebody's at the helpdesk itself. */
  readonly op: string | null;
  readonly author: AgentId;
  readonly macroId: GlobalId;
  /** Server time, ms epoch. */
  readonly at: number;
  /** What was there before; null: nothing. */
  readonly from: Macro | null;
  /** null: deleted. */
  readonly macro: Macro | null;
};

export type MacroAnswer =
  | {
      readonly status: 204;
      readonly createdId: GlobalId | null;
      /** As it is now; null: deleted. */
      readonly macro: Macro | null;
    }
  | { readonly status: 404 };

/** Macros of a helpdesk: no versions to pin a write to, no keys, no marker of ours. */
export class ModelMacros {
  readonly macros = new Map<GlobalId, Macro>();
  readonly changes: MacroChange[] = [];
  readonly #accountId: string;
  readonly #time: () => number;

  constructor(accountId: string, time: () => number) {
    this.#accountId = accountId;
    this.#time = time;
  }

  add(title: string): Macro {
    const id = `${this.#accountId}:${900 + this.changes.length + this.macros.size}`;
    const at = this.#time();
    const macro: Macro = {
      id,
      accountId: this.#accountId,
      title,
      description: "",
      active: true,
      position: 1,
      restriction: null,
      actions: [{ kind: "status", value: "solved" }],
      updatedAt: at,
      version: at,
    };
    this.macros.set(id, macro);
    return macro;
  }

  /** Carries out a request at the moment it lands. */
  apply(wire: MacroWire, author: AgentId): MacroAnswer {
    const { op, macro } = wire;
    if (macro === null) {
      const from = this.macros.get(wire.macroId ?? "");
      if (from === undefined) return { status: 404 };
      this.macros.delete(from.id);
      this.#note({ op, author, macroId: from.id, from, macro });
      return { status: 204, createdId: null, macro };
    }
    const from = wire.macroId === null ? null : this.macros.get(wire.macroId);
    if (from === undefined) return { status: 404 };
    const { id } = from ?? this.add(macro.title);
    const kept = this.#put({ ...macro, id }, from, op, author);
    return { status: 204, createdId: wire.macroId === null ? id : null, macro: kept };
  }

  /** Somebody changes a macro at the helpdesk itself. */
  change(id: GlobalId, part: Partial<Macro>, author: AgentId): void {
    const macro = this.macros.get(id);
    if (macro !== undefined) this.#put({ ...macro, ...part }, macro, null, author);
  }

  remove(id: GlobalId, author: AgentId): void {
    const from = this.macros.get(id);
    if (from === undefined) return;
    this.macros.delete(id);
    this.#note({ op: null, author, macroId: id, from, macro: null });
  }

  /** The macro that a new one became, by our own id. */
  byOp(op: string): GlobalId | null {
    return this.changes.find((change) => change.op === op)?.macroId ?? null;
  }

  #put(macro: Macro, from: Macro | null, op: string | null, author: AgentId): Macro {
    const at = this.#time();
    const kept = { ...macro, updatedAt: at, version: at };
    this.macros.set(macro.id, kept);
    this.#note({ op, author, macroId: macro.id, from, macro: kept });
    return kept;
  }

  #note(change: Omit<MacroChange, "at">): void {
    this.changes.push({ ...change, at: this.#time() });
  }
}
