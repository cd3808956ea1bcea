// A window and nothing else: the yardstick that benches compare with.
const { app, BrowserWindow } = require("electron");
const url = process.argv.find((argument) => argument.startsWith("http://127.0.0.1"));
app.setPath(
  "userData",
  process.argv.find((argument) => argument.startsWith("--profile=")).slice(10),
);
void app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1280,
    height: 720,
    webPreferences: { sandbox: true, backgroundThrottling: false },
  });
  await window.loadURL(url ?? "about:blank");
});
app.on("window-all-closed", () => app.quit());
