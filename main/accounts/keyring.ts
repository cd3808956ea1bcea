import type { SafeStorage } from "electron";

/** The operating system's own vault, or nothing: never an imitation of it. Asynchronous as newer runtimes have it. */
export interface Keyring {
  /** Whether secrets can be sealed so that another user or a stolen disk cannot read them. */
  readonly available: boolean;
  seal(text: string): Promise<Buffer>;
  /** @returns null when the bytes were sealed by another keyring or are damaged. */
  unseal(bytes: Buffer): Promise<string | null>;
}

/** Backends that only hide: `basic_text` seals with a key that is the same everywhere. */
const PRETENDERS: ReadonlySet<string> = new Set(["basic_text", "unknown"]);

/** Must be called after the app is ready. */
export function openKeyring(safeStorage: SafeStorage, platform: NodeJS.Platform): Keyring {
  // oxlint-disable-next-line typescript/no-deprecated -- the asynchronous calls are missing from Electron 33
  const encrypts = safeStorage.isEncryptionAvailable();
  const available =
    encrypts && (platform !== "linux" || !PRETENDERS.has(safeStorage.getSelectedStorageBackend()));
  return {
    available,
    async seal(text) {
      if (!available) throw new Error("this machine has no keyring");
      // oxlint-disable-next-line typescript/no-deprecated -- the asynchronous calls are missing from Electron 33
      return safeStorage.encryptString(text);
    },
    async unseal(bytes) {
      if (!available) return null;
      try {
        // oxlint-disable-next-line typescript/no-deprecated -- the asynchronous calls are missing from Electron 33
        return safeStorage.decryptString(bytes);
      } catch {
        return null;
      }
    },
  };
}
