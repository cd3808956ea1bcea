import { firstFont } from "#renderer/app/first-font.ts";
import { createRoot } from "react-dom/client";
import { App } from "#renderer/app/App.tsx";
import { queueArrived } from "#renderer/app/slots.tsx";
import { startApp } from "#renderer/app/start.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
const [ready] = await Promise.all([startApp(), firstFont, queueArrived.catch(() => undefined)]);
createRoot(root).render(<App info={ready.info} />);
