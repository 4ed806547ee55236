import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Tenant } from '../../migrator/tenant/tenant.ts';

/** Makes a tenant that only exports: the users of a gzipped file, or none. */
export function fileTenant(file: string | undefined): Tenant {
    const location = file ?? 'nobody';
    const refuse = (): never => {
        throw new Error('This tenant of a benchmark does nothing but export.');
    };
    const exporting: Partial<Tenant> = {
        domain: 'bench.example.com',
        // What it exports is always all that it has.
        countUsers: () => Promise.resolve(0),
        countLinkedUsers: () => Promise.resolve(0),
        createUsersExport: () => Promise.resolve({ id: 'job_bench', status: 'completed', location }),
        openDownload: () =>
            Promise.resolve(file === undefined ? Readable.from([gzipSync('')]) : createReadStream(file)),
    };
    return new Proxy(exporting as Tenant, { get: (known, name) => (Reflect.get(known, name) as unknown) ?? refuse });
}
