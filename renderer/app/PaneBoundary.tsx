import { Component, type ReactNode } from "react";
import { type AppError, defect } from "#domain/kernel/app-error.ts";
import { ErrorNote } from "#renderer/ui/ErrorNote.tsx";
import styles from "#renderer/app/Shell.module.css";

/** Keeps a defect of one pane inside it: the others go on, and the pane can be drawn anew. */
export class PaneBoundary extends Component<
  { readonly name: string; readonly children: ReactNode },
  { readonly error: AppError | null }
> {
  override state: { readonly error: AppError | null } = { error: null };

  static getDerivedStateFromError(cause: unknown): { readonly error: AppError } {
    return { error: defect(cause) };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className={styles["broken"]}>
        <ErrorNote
          error={this.state.error}
          record={this.props.name}
          onRetry={() => this.setState({ error: null })}
        />
      </div>
    );
  }
}
