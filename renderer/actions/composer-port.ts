import type { TicketId } from "#domain/kernel/ids.ts";
import type { CommentAudience } from "#domain/macro/macro.ts";
import type { Staged } from "#renderer/actions/staged.ts";

/** The composer on screen, for those who put text into it. */
export type ComposerPort = {
  readonly ticketId: TicketId;
  readonly audience: CommentAudience;
  /** Puts text where the caret is and takes field changes along; one step for the editor's own undo. */
  readonly insert: (text: string, staged: Staged) => void;
};

let port: ComposerPort | null = null;

/** @returns Takes it away again. */
export function lendComposer(composer: ComposerPort): () => void {
  port = composer;
  return () => {
    if (port === composer) port = null;
  };
}

export const openComposer = (): ComposerPort | null => port;
