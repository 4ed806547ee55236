import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Makes `fetch` of this process trust a certificate authority. */
export function trust(caFile: string): void {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(caFile, 'utf8')]);
}
