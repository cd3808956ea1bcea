import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { z } from "zod";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Draft } from "#domain/sync/draft.ts";
import { newTicketDraftKey } from "#domain/sync/draft.ts";
import type { Priority } from "#domain/ticket/ticket.ts";
import { PRIORITIES } from "#domain/ticket/ticket.ts";
import { changeDraft, clearDraft, flushDraft, useDrafts } from "#renderer/actions/drafts-store.ts";
import { DraftState } from "#renderer/actions/DraftState.tsx";
import styles from "#renderer/actions/NewTicketDialog.module.css";
import { createTicket } from "#renderer/actions/ticket-actions.ts";
import { useCacheQuery } from "#renderer/cache/use-cache-query.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";
import { Checkbox } from "#renderer/ui/Checkbox.tsx";
import { Dialog } from "#renderer/ui/Dialog.tsx";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import { Select } from "#renderer/ui/Select.tsx";
import { TextArea, TextField } from "#renderer/ui/TextField.tsx";
import { useAccounts } from "#renderer/workspace/accounts-store.ts";
import { workspace } from "#renderer/workspace/workspace-store.ts";

const Email = z.email();
const NONE = "none";
type Form = {
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly text: string;
  readonly priority: string;
  readonly mine: boolean;
};
const EMPTY: Form = { name: "", email: "", subject: "", text: "", priority: NONE, mine: true };

const fromDraft = (draft: Draft | undefined): Form => ({
  name: draft?.fields["name"] ?? "",
  email: draft?.fields["email"] ?? "",
  subject: draft?.fields["subject"] ?? "",
  text: draft?.text ?? "",
  priority: draft?.fields["priority"] || NONE,
  mine: draft?.fields["mine"] !== "no",
});

const toDraft = (accountId: string, form: Form): Draft => ({
  key: newTicketDraftKey(accountId),
  accountId,
  ticketId: null,
  text: form.text,
  fields: {
    name: form.name,
    email: form.email,
    subject: form.subject,
    priority: form.priority === NONE ? "" : form.priority,
    mine: form.mine ? "" : "no",
  },
  files: [],
  seen: null,
  savedAt: Date.now(),
});

/** A ticket that the agent opens for a customer. What is typed is a draft from the first letter on. */
export function NewTicketDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const accounts = useAccounts((state) => state.accounts) ?? [];
  const [accountId, setAccountId] = useState(accounts[0]?.accountId ?? "");
  const key = newTicketDraftKey(accountId);
  const [form, setForm] = useState(() => fromDraft(useDrafts.getState().drafts?.get(key)));
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const isSending = useRef(false);
  useEffect(() => () => void flushDraft(key), [key]);

  const change = (part: Partial<Form>) => {
    const next = { ...form, ...part };
    setForm(next);
    changeDraft(toDraft(accountId, next));
  };
  const faults = {
    name: form.name.trim() === "" ? t("actions.newTicket.needName") : null,
    email: Email.safeParse(form.email.trim()).success ? null : t("actions.newTicket.needEmail"),
    subject: form.subject.trim() === "" ? t("actions.newTicket.needSubject") : null,
    text: form.text.trim() === "" ? t("actions.newTicket.needText") : null,
  };
  const send = async () => {
    setTried(true);
    if (isSending.current || Object.values(faults).some((fault) => fault !== null)) return;
    isSending.current = true;
    const result = await createTicket(accountId, {
      subject: form.subject.trim(),
      requester: { name: form.name.trim(), email: form.email.trim() },
      comment: { audience: "public", text: form.text.trim(), files: [] },
      priority: PRIORITIES.find((each): each is Priority => each === form.priority) ?? null,
      assignToMe: form.mine,
      groupId: null,
    });
    isSending.current = false;
    if (!result.ok) return setError(result.error);
    setForm(EMPTY);
    void clearDraft(key);
    onClose();
    workspace.openTicket(result.value);
    return undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  const fault = (field: keyof typeof faults) => (tried ? faults[field] : null);

  return (
    <Dialog
      isOpen
      wide
      onClose={onClose}
      title={t("actions.newTicket.title")}
      footer={
        <>
          <span className={styles["state"]}>
            <DraftState draftKey={key} />
          </span>
          <Button onPress={onClose}>{t("actions.newTicket.later")}</Button>
          <Button variant="primary" caps={[["Ctrl", "↵"]]} onPress={() => void send()}>
            {t("actions.newTicket.send", { name: form.name.trim() || t("actions.newTicket.them") })}
          </Button>
        </>
      }
    >
      <div className={styles["form"]} onKeyDownCapture={onKeyDown}>
        {accounts.length > 1 && (
          <Select
            label={t("actions.newTicket.account")}
            value={accountId}
            onChange={setAccountId}
            options={accounts.map((account) => ({ value: account.accountId, label: account.name }))}
          />
        )}
        <div className={styles["pair"]}>
          <TextField
            label={t("actions.newTicket.name")}
            value={form.name}
            onChange={(name) => change({ name })}
            error={fault("name")}
            maxLength={300}
            autoFocus
          />
          <TextField
            label={t("actions.newTicket.email")}
            type="email"
            dir="ltr"
            value={form.email}
            onChange={(email) => change({ email })}
            error={fault("email")}
          />
        </div>
        <KnownPeople
          name={form.name}
          email={form.email}
          onPick={(name, email) => change({ name, email })}
        />
        <TextField
          label={t("actions.newTicket.subject")}
          value={form.subject}
          onChange={(subject) => change({ subject })}
          error={fault("subject")}
          maxLength={10_000}
        />
        <TextArea
          label={t("actions.newTicket.text")}
          value={form.text}
          onChange={(text) => change({ text })}
          error={fault("text")}
          rows={8}
        />
        <div className={styles["pair"]}>
          <Select
            label={t("actions.field.priority")}
            value={form.priority}
            onChange={(priority) => change({ priority })}
            options={[NONE, ...PRIORITIES].map((value) => ({
              value,
              label: t(`common.priority.${value as Priority | "none"}`),
            }))}
          />
          <Checkbox
            label={t("actions.newTicket.mine")}
            isSelected={form.mine}
            onChange={(mine) => change({ mine })}
          />
        </div>
        {error !== null && <ErrorNote error={error} record={form.subject} />}
      </div>
    </Dialog>
  );
}

/** Customers whose name or address begins like what is typed; one press fills both. */
function KnownPeople({
  name,
  email,
  onPick,
}: {
  readonly name: string;
  readonly email: string;
  readonly onPick: (name: string, email: string) => void;
}) {
  const { t } = useText();
  const text = (email || name).trim();
  const asked = text.length >= 2 && !(name !== "" && Email.safeParse(email).success);
  const found = useCacheQuery("customer.list", asked ? { text, from: 0, to: 5 } : null);
  const people = (found?.rows ?? []).filter((row) => row.identity?.includes("@"));
  if (!asked || people.length === 0) return null;
  return (
    <div className={styles["people"]} role="group" aria-label={t("actions.newTicket.known")}>
      {people.map((person) => (
        <Button
          key={person.id}
          variant="quiet"
          onPress={() => onPick(person.name, person.identity ?? "")}
        >
          <bdi>{person.name}</bdi> <bdi className={styles["quiet"]}>{person.identity}</bdi>
        </Button>
      ))}
    </div>
  );
}
