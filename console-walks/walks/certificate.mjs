// Sets up an account with a certificate, and tests it before and after it is saved.
import { stage, FOLDER, SIGNET } from "../stage/stage.mjs";
import { newPair } from "../stage/pair.mjs";
import { walk } from "./walk.mjs";
