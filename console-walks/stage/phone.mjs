// Somebody's app for one-time codes (RFC 6238): SHA-1, six digits, 30 s.
import { createHmac } from "node:crypto";

const STEP = 30_000;
/** So long it may take until a code has come to the server. */
const TYPING = 10_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class Phone {
    #key;
    #used = -1;

    /** @param secret in base32, with or without blanks */
    constructor(secret) {
        this.#key = octets(secret.replace(/\s/g, ""));
    }

    /** A code that was not shown before, and that the server takes now: of the step before, of this one or of the next. */
    async code() {
        const now = Date.now();
        const left = STEP - (now % STEP); // of the present step: when it ends, so does the time of the one before the last
        const step = Math.max(this.#used + 1, Math.floor(now / STEP) - (left > TYPING ? 1 : 0));
        const wait = (step - 1) * STEP - Date.now();
        if (wait > 0) {
            await new Promise(resolve => setTimeout(resolve, wait));
        }
        this.#used = step;
        const counter = Buffer.alloc(8);
        counter.writeBigUInt64BE(BigInt(step));
        const hash = createHmac("sha1", this.#key).update(counter).digest();
        const number = hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff;
        return String(number % 1_000_000).padStart(6, "0");
    }
}

function octets(secret) {
    const bits = [...secret].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
    return Buffer.from(bits.match(/.{8}/g).map(octet => Number.parseInt(octet, 2)));
}
