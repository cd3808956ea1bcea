import { Search } from "lucide-react";
import type { Ref } from "react";
import styles from "#renderer/ui/SearchField.module.css";
import { TextField } from "#renderer/ui/TextField.tsx";

/** Narrows the list below it down as it is typed in. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  inputRef,
}: {
  /** Only told to screen readers: the picture says it to the others. */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}) {
  return (
    <div className={styles["search"]}>
      <Search size={16} className={styles["icon"]} aria-hidden="true" />
      <TextField
        label={label}
        hideLabel
        type="search"
        placeholder={placeholder}
        value={value}
        onChange={onChange}
        inputRef={inputRef}
      />
    </div>
  );
}
