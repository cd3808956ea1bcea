import { useState } from "react";
import type { MouseEvent, ReactNode } from "react";
import { call } from "#renderer/bridge.ts";
import styles from "#renderer/features/conversation/Message.module.css";
import { splitQuoted } from "#renderer/features/conversation/quoted.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button } from "#renderer/ui/Button.tsx";

/** Longest text drawn at once, characters; the rest on request. */
const LONG = 12_000;
const LINK = /https?:\/\/[^\s<>"'`]{3,2000}/g;
const AFTER = /[.,;:!?)\]}]+$/;

function open(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  void call("links.open", { url: event.currentTarget.href });
}

/** Text with its web addresses as links; they open outside, through main. */
export function withLinks(text: string): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(AFTER, "");
    if (!URL.canParse(url)) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      <a key={match.index} href={url} onClick={open} dir="ltr">
        {url}
      </a>,
    );
    from = match.index + url.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A message's words: its own first, older quoted mail folded away. Always text, never markup. */
export function MessageText({ text }: { readonly text: string }) {
  const { t } = useText();
  const [isWhole, setWhole] = useState(false);
  const { own, quoted } = splitQuoted(text);
  const isLong = own.length > LONG && !isWhole;
  return (
    <div className={styles["text"]} data-selectable="">
      <div dir="auto" className={styles["words"]}>
        {withLinks(isLong ? own.slice(0, LONG) : own)}
      </div>
      {isLong && (
        <Button variant="quiet" onPress={() => setWhole(true)}>
          {t("conversation.message.showAll")}
        </Button>
      )}
      {quoted !== "" && (
        <details className={styles["quoted"]}>
          <summary>{t("conversation.message.quoted")}</summary>
          <div dir="auto" className={styles["words"]}>
            {withLinks(quoted.slice(0, LONG * 4))}
          </div>
        </details>
      )}
    </div>
  );
}
