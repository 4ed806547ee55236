import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** What an HTTPS server on this machine needs, and the file with which clients trust it. */
export interface Certificates {
    /** PEM texts of the server's own key and certificate. */
    key: string;
    cert: string;
    /** Path of the PEM file of the certificate authority. */
    caFile: string;
}

/** PEM texts of a server's own key and certificate, and of the authority that signed it. The authority's key is thrown away. */
export interface CertificateTexts {
    key: string;
    cert: string;
    ca: string;
}

/** Makes a certificate authority and one certificate for `localhost`, `127.0.0.1` and `::1`, and writes the authority's into a folder. */
export async function createCertificates(folder: string, nowMs: number): Promise<Certificates> {
    return writeAuthority(folder, await makeCertificates(nowMs));
}

/** Writes the certificate of the authority into a folder, where clients find it. Nothing secret is written. */
export async function writeAuthority(folder: string, { key, cert, ca }: CertificateTexts): Promise<Certificates> {
    const caFile = join(folder, 'ca.pem');
    // Files of several authorities are joined as they are, so each ends its last line.
    await writeFile(caFile, `${ca.trimEnd()}\n`, { mode: 0o600 });
    // A file that was there before keeps its mode unless it is told.
    await chmod(caFile, 0o600);
    return { key, cert, caFile };
}

/** Makes a certificate authority and a server's certificate. */
export async function makeCertificates(nowMs: number): Promise<CertificateTexts> {
    const validity = {
        notBeforeDate: new Date(nowMs - 24 * 60 * 60 * 1000),
        notAfterDate: new Date(nowMs + 800 * 24 * 60 * 60 * 1000),
    };
    // A client that trusts two local tenants finds an authority by its name, so each has one of its own.
    const authority = await generate([{ name: 'commonName', value: `Local Auth0 tenant ${randomUUID()}` }], {
        ...validity,
        keyType: 'ec',
        algorithm: 'sha256',
        extensions: [
            { name: 'basicConstraints', cA: true, critical: true },
            { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
        ],
    });
    const server = await generate([{ name: 'commonName', value: 'localhost' }], {
        ...validity,
        keyType: 'ec',
        algorithm: 'sha256',
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
            { name: 'basicConstraints', cA: false, critical: true },
            { name: 'keyUsage', digitalSignature: true, critical: true },
            { name: 'extKeyUsage', serverAuth: true },
            {
                name: 'subjectAltName',
                altNames: [
                    { type: 2, value: 'localhost' },
                    { type: 7, ip: '127.0.0.1' },
                    { type: 7, ip: '::1' },
                ],
            },
        ],
    });
    return { key: server.private, cert: server.cert, ca: authority.cert };
}
