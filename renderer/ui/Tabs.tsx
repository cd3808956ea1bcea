import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";
import { cx } from "#renderer/ui/cx.ts";
import styles from "#renderer/ui/Tabs.module.css";

export type TabEntry<T extends string> = {
  readonly id: T;
  readonly label: string;
  readonly content: ReactNode;
};

export function Tabs<T extends string>({
  label,
  tabs,
  selected,
  onSelect,
  className,
}: {
  readonly label: string;
  readonly tabs: readonly TabEntry<T>[];
  readonly selected: T;
  readonly onSelect: (id: T) => void;
  readonly className?: string | undefined;
}) {
  return (
    <AriaTabs
      selectedKey={selected}
      onSelectionChange={(key) => {
        const next = tabs.find((tab) => tab.id === key);
        if (next !== undefined) onSelect(next.id);
      }}
      className={cx(styles["tabs"], className)}
    >
      <TabList aria-label={label} className={styles["list"] ?? ""}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={styles["tab"] ?? ""}>
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={styles["panel"] ?? ""}>
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
