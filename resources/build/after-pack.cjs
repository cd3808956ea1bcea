// Removes the runtime's default app from a packed folder: it would start any folder named on the command line.
const { rmSync } = require("node:fs");
const path = require("node:path");

/** @param {{ appOutDir: string }} context */
exports.default = async ({ appOutDir }) => {
  rmSync(path.join(appOutDir, "resources/default_app.asar"), { recursive: true, force: true });
  rmSync(path.join(appOutDir, ".complete"), { force: true });
};
