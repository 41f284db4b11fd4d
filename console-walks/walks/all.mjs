// All walks, one after the other, on one stage.
import { after, before } from "node:test";
import { close, open } from "../stage/stage.mjs";

before(open, { timeout: 120_000 });
after(close, { timeout: 60_000 });

await import("./inspections.mjs");
await import("./start.mjs");
await import("./certificate.mjs");
await import("./expired.mjs");
await import("./failed.mjs");
await import("./keyboard.mjs");
await import("./pages.mjs");
await import("./scriptless.mjs");
