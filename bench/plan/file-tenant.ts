import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Tenant } from '../../migrator/tenant/tenant.ts';
import { briefProfiles } from './write-inputs.ts';

/** Makes a tenant that only exports: the users of a gzipped file, invented ones (`invented:10000000`), or none. */
export function fileTenant(file: string | undefined): Tenant {
    const location = file ?? 'nobody';
    const invented = /^invented:(\d+)$/.exec(location)?.[1];
    const open = () => {
        if (file === undefined) return Readable.from([gzipSync('')]);
        return invented === undefined ? createReadStream(file) : briefProfiles(Number(invented));
    };
    const refuse = (): never => {
        throw new Error('This tenant of a benchmark does nothing but export.');
    };
    const exporting: Partial<Tenant> = {
        domain: 'bench.example.com',
        // What it exports is always all that it has.
        countUsers: () => Promise.resolve(0),
        countLinkedUsers: () => Promise.resolve(0),
        createUsersExport: () => Promise.resolve({ id: 'job_bench', status: 'completed', location }),
        openDownload: () => Promise.resolve(open()),
    };
    return new Proxy(exporting as Tenant, { get: (known, name) => (Reflect.get(known, name) as unknown) ?? refuse });
}
