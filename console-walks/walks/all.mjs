// All walks on one stage: the first start by itself, then the others, some at a time, since each has an account and mailboxes of
// its own; at the end, whether anything was left out.
import { after, before, describe } from "node:test";
import { close, open } from "../stage/stage.mjs";
import { go } from "./walk.mjs";

/** Walks mostly wait for a page or a reply, so that two processors bear more walks than two. */
const AT_A_TIME = 4;

before(open, { timeout: 120_000 });
after(close, { timeout: 60_000 });

await import("./inspections.mjs");
await import("./start.mjs");
go();

await import("./pages.mjs");
await import("./certificate.mjs");
await import("./expired.mjs");
await import("./failed.mjs");
await import("./canary.mjs");
await import("./rehearsal.mjs");
await import("./support.mjs");
await import("./keyboard.mjs");
await import("./scriptless.mjs");
await import("./second-factor.mjs");
describe("in the console", { concurrency: AT_A_TIME }, go);

await import("./completeness.mjs");
go();
