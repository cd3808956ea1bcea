import type { Place } from "#renderer/commands/places.ts";
import type { TextKey } from "#renderer/i18n/areas.ts";

/**
 * Something an agent can do. Keys, palette, tooltips, cheat sheet and keymap editor all read this.
 *
 * @template C What the command needs to know when it runs; given by whoever registers the table.
 */
export type Command<C> = {
  readonly title: TextKey;
  /** A name that people gave (a macro's title); shown instead of `title`. */
  readonly name?: string;
  /** Heading it stands under in the palette and the cheat sheet. */
  readonly group: TextKey;
  /**
   * Default keys, the first is shown in tooltips: `j`, `Shift+j`, `?`, `Mod+k` (Ctrl, on a Mac Cmd), `Escape`,
   * `g i` (one after the other). No Alt, no AltGr, no digits (they are reserved for counts).
   */
  readonly keys: readonly string[];
  /** Absent: always possible. An impossible command is neither offered nor does it take its key. */
  readonly when?: (context: C) => boolean;
  /** Where it may act, for telling clashes of keys; absent: by the area of its id (`placesOf`). */
  readonly where?: readonly Place[];
  /**
   * @param count The number typed before the keys (`5 j`), 1 without one; only for commands with `counts`.
   */
  readonly run: (context: C, count: number) => void | Promise<void>;
  /** Takes a number typed before its keys; the others with `repeats` are run that many times. */
  readonly counts?: boolean;
  /** Also while typing. Single printable keys and sequences never are, whatever this says. */
  readonly inText?: boolean;
  /** Also while a dialog or menu is open. */
  readonly inOverlay?: boolean;
  /** A held key repeats it; for moving about. */
  readonly repeats?: boolean;
  /** Not offered in the palette and the cheat sheet: means nothing without its key's place. */
  readonly hidden?: boolean;
};

/** Commands by id, `area.verb`. */
export type CommandTable<C> = Readonly<Record<string, Command<C>>>;

/** `defineCommands<Context>()({ "area.verb": {…} })`: checks the table and keeps its ids. */
export const defineCommands =
  <C>() =>
  <T extends CommandTable<C>>(table: T): T =>
    table;
