// Stand-in for Electron's own default app, which the fallback runtime lacks: makes `electron <folder>` work.
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { app } = require("electron");

/** Loads modules named by -r (test drivers inject theirs so) and finds the first argument that is no flag. */
function findTarget(args) {
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "-r" || args[i] === "--require") Module._preloadModules([args[++i]]);
    else if (!args[i].startsWith("-")) return path.resolve(args[i]);
  }
  console.error("usage: electron <folder of the app>");
  process.exit(2);
}

const folder = findTarget(process.argv.slice(1));
const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
const asked = app.commandLine.getSwitchValue("user-data-dir");
app.setPath("userData", asked || path.join(app.getPath("appData"), app.getName()));
app.setPath("logs", path.join(app.getPath("userData"), "logs"));
if (manifest.desktopName) app.setDesktopName?.(manifest.desktopName);
app.setAppPath(folder);
process.defaultApp = true;
Module._load(path.join(folder, manifest.main), Module, true);
