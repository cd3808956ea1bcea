import type actions from "#resources/locales/en/actions.json";
import type app from "#resources/locales/en/app.json";
import type away from "#resources/locales/en/away.json";
import type commands from "#resources/locales/en/commands.json";
import type common from "#resources/locales/en/common.json";
import type conversation from "#resources/locales/en/conversation.json";
import type customers from "#resources/locales/en/customers.json";
import type errors from "#resources/locales/en/errors.json";
import type keymap from "#resources/locales/en/keymap.json";
import type knowledge from "#resources/locales/en/knowledge.json";
import type macros from "#resources/locales/en/macros.json";
import type notice from "#resources/locales/en/notice.json";
import type onboarding from "#resources/locales/en/onboarding.json";
import type outbox from "#resources/locales/en/outbox.json";
import type profile from "#resources/locales/en/profile.json";
import type queue from "#resources/locales/en/queue.json";
import type search from "#resources/locales/en/search.json";
import type settings from "#resources/locales/en/settings.json";
import type supervisor from "#resources/locales/en/supervisor.json";
import type views from "#resources/locales/en/views.json";

/** English is the reference: its files give the keys their types. One line per area, `resources/locales/en/<area>.json`. */
type Areas = {
  readonly actions: typeof actions;
  readonly app: typeof app;
  readonly away: typeof away;
  readonly commands: typeof commands;
  readonly common: typeof common;
  readonly conversation: typeof conversation;
  readonly customers: typeof customers;
  readonly errors: typeof errors;
  readonly keymap: typeof keymap;
  readonly knowledge: typeof knowledge;
  readonly macros: typeof macros;
  readonly notice: typeof notice;
  readonly onboarding: typeof onboarding;
  readonly outbox: typeof outbox;
  readonly profile: typeof profile;
  readonly queue: typeof queue;
  readonly search: typeof search;
  readonly settings: typeof settings;
  readonly supervisor: typeof supervisor;
  readonly views: typeof views;
};

type Leaves<T, Path extends string> = {
  readonly [K in keyof T & string]: T[K] extends string
    ? `${Path}${K}`
    : Leaves<T[K], `${Path}${K}.`>;
}[keyof T & string];

type WithoutPlural<K extends string> =
  K extends `${infer Base}_${"zero" | "one" | "two" | "few" | "many" | "other"}` ? Base : K;

/** Every text key: `area.path.name`. A plural is named without its ending. */
export type TextKey = WithoutPlural<Leaves<Areas, "">>;
