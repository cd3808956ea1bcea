let load: () => Promise<void> = async () => undefined;
let loading: Promise<void> | null = null;

/** @param loader Adds the commands of all screens to the registry's catalogue; called when somebody wants them. */
export function provideCatalogue(loader: () => Promise<void>): void {
  load = loader;
  loading = null;
}

/** Makes `listKnownCommands` complete; fetched once. */
export function loadCatalogue(): Promise<void> {
  loading ??= load();
  return loading;
}
