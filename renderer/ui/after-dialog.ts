/** Runs once a dialog that was just closed is gone and has given the focus back, so that it acts where the agent was. */
export function afterDialog(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}
