import type {
  AccountId,
  AgentId,
  ArticleId,
  FieldId,
  GlobalId,
  GroupId,
} from "#domain/kernel/ids.ts";

export type AgentRole = "agent" | "admin";

export type Agent = {
  readonly id: AgentId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly role: AgentRole;
  readonly active: boolean;
  readonly groupIds: readonly GroupId[];
  readonly signature: string;
};

export type Group = {
  readonly id: GroupId;
  readonly accountId: AccountId;
  readonly name: string;
};

/** A ticket field that the account added. */
export type TicketField = {
  readonly id: FieldId;
  readonly accountId: AccountId;
  readonly title: string;
  readonly type:
    | "text"
    | "multiline"
    | "checkbox"
    | "date"
    | "number"
    | "choice"
    | "multichoice"
    | "other";
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly requiredToSolve: boolean;
  readonly active: boolean;
};

export type Article = {
  readonly id: ArticleId;
  readonly accountId: AccountId;
  readonly title: string;
  /** Untrusted HTML. */
  readonly html: string;
  readonly locale: string;
  readonly labels: readonly string[];
  readonly webUrl: string | null;
  readonly updatedAt: number;
};

/** A view defined on the helpdesk, kept as it came; local answering of its conditions is built on this. */
export type RemoteView = {
  readonly id: GlobalId;
  readonly accountId: AccountId;
  readonly title: string;
  readonly position: number;
  readonly conditions: {
    readonly all: readonly RemoteCondition[];
    readonly any: readonly RemoteCondition[];
  };
  /** How the helpdesk lists it, in its own words; absent when it does not tell. */
  readonly order?: {
    readonly sortBy: string | null;
    readonly descending: boolean;
    readonly groupBy: string | null;
    readonly columns: readonly string[];
  };
};
export type RemoteCondition = {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
};
