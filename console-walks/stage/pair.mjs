// A key pair as `signet cert create` makes it.
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Key and certificate in PEM, and the certificate's SHA-1 in hexadecimal digits; made in a folder under `folder`. */
export async function newPair(signet, folder) {
    const out = await mkdtemp(`${folder}/pair-`);
    await run(signet, ["cert", "create", "--subject", "CN=mail-gateway", "--key-size", "2048", "--out", out]);
    const certificate = await readFile(`${out}/certificate.pem`, "utf8");
    return { key: await readFile(`${out}/key.pem`, "utf8"), certificate, thumbprint: thumbprint(certificate) };
}

/** SHA-1 of a certificate, PEM or DER, in hexadecimal digits. */
export function thumbprint(certificate) {
    return new X509Certificate(certificate).fingerprint.replaceAll(":", "");
}
