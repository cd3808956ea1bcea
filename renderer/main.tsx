import { createRoot } from "react-dom/client";
import { App } from "#renderer/app/App.tsx";
import { startApp } from "#renderer/app/start.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
const ready = await startApp();
createRoot(root).render(<App info={ready.info} />);
