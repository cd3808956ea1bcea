import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { commandName, runCommand, useCommand, useKeysFor } from "#renderer/commands/registry.ts";
import { capsOf, isMac } from "#renderer/commands/stroke.ts";
import { notePress } from "#renderer/commands/trainer.ts";
import { useText } from "#renderer/i18n/text.ts";
import { Button, type ButtonVariant } from "#renderer/ui/Button.tsx";
import { IconButton } from "#renderer/ui/IconButton.tsx";

/** Caps of a command's keys as they are now, for `caps` of buttons and menu entries. */
export function useCaps(id: string | undefined): readonly (readonly string[])[] {
  const keys = useKeysFor(id);
  return keys === null ? [] : capsOf(keys, isMac());
}

/** A button that runs a command: words (the command's own unless given) and keys from the registry. */
export function CommandButton({
  id,
  variant,
  isDisabled,
  showKeys = true,
  children,
}: {
  readonly id: string;
  readonly variant?: ButtonVariant | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly showKeys?: boolean | undefined;
  readonly children?: ReactNode;
}) {
  const { t } = useText();
  const command = useCommand(id);
  const caps = useCaps(id);
  return (
    <Button
      variant={variant}
      caps={showKeys ? caps : undefined}
      isDisabled={isDisabled ?? command === undefined}
      onPress={(event) => {
        notePress(id, event.pointerType);
        runCommand(id);
      }}
    >
      {children ?? (command === undefined ? "" : commandName(command, t))}
    </Button>
  );
}

/** As `CommandButton`, only a picture; the command's name and keys are in its tooltip. */
export function CommandIconButton({
  id,
  icon,
  isOn,
  size,
  placement,
}: {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly isOn?: boolean | undefined;
  readonly size?: number | undefined;
  readonly placement?: "top" | "bottom" | "start" | "end" | undefined;
}) {
  const { t } = useText();
  const command = useCommand(id);
  const caps = useCaps(id);
  return (
    <IconButton
      icon={icon}
      label={command === undefined ? id : commandName(command, t)}
      caps={caps}
      isOn={isOn}
      isDisabled={command === undefined}
      size={size}
      placement={placement}
      onPress={(event) => {
        notePress(id, event.pointerType);
        runCommand(id);
      }}
    />
  );
}
