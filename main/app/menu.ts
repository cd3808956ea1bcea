import { Menu, type MenuItemConstructorOptions } from "electron";
import type { MainTexts } from "#main/app/texts.ts";

/**
 * The application menu. Only macOS shows it; elsewhere it is hidden and serves for its accelerators. No mnemonics and
 * no Alt: those belong to the agent's keyboard layout.
 *
 * @param command  Asks the page to run a command of its registry.
 */
export function buildMenu(
  texts: MainTexts["menu"],
  isMac: boolean,
  isPackaged: boolean,
  command: (commandId: string) => void,
): Menu {
  const about: MenuItemConstructorOptions = {
    label: texts.about,
    click: () => command("app.about"),
  };
  const settings: MenuItemConstructorOptions = {
    label: texts.settings,
    click: () => command("app.settings"),
  };
  const quit: MenuItemConstructorOptions = {
    label: texts.quit,
    accelerator: "CmdOrCtrl+Q",
    role: "quit",
  };
  const template: MenuItemConstructorOptions[] = [
    {
      label: isMac ? "Switchboard" : texts.file,
      submenu: [
        ...(isMac ? [about, { type: "separator" } as const] : []),
        settings,
        { type: "separator" },
        quit,
      ],
    },
    {
      label: texts.edit,
      submenu: [
        { label: texts.undo, role: "undo" },
        { label: texts.redo, role: "redo" },
        { type: "separator" },
        { label: texts.cut, role: "cut" },
        { label: texts.copy, role: "copy" },
        { label: texts.paste, role: "paste" },
        { label: texts.selectAll, role: "selectAll" },
      ],
    },
    {
      label: texts.view,
      submenu: [
        { label: texts.zoomIn, role: "zoomIn", accelerator: "CmdOrCtrl+Plus" },
        // The same key without Shift, and on the number pad.
        {
          role: "zoomIn",
          accelerator: "CmdOrCtrl+=",
          visible: false,
          acceleratorWorksWhenHidden: true,
        },
        { label: texts.zoomOut, role: "zoomOut", accelerator: "CmdOrCtrl+-" },
        { label: texts.zoomReset, role: "resetZoom", accelerator: "CmdOrCtrl+0" },
        { type: "separator" },
        { label: texts.fullScreen, role: "togglefullscreen" },
        ...(isPackaged
          ? []
          : [{ label: texts.developer, role: "toggleDevTools", accelerator: "F12" } as const]),
      ],
    },
    {
      label: texts.help,
      submenu: [
        { label: texts.keys, click: () => command("app.cheatSheet") },
        ...(isMac ? [] : [about]),
      ],
    },
  ];
  return Menu.buildFromTemplate(template);
}
