import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { TenantJobs } from '../../migrator/tenant/jobs.ts';
import type { Tenant } from '../../migrator/tenant/tenant.ts';
import { briefProfiles } from './write-inputs.ts';

/**
 * Makes a tenant that only exports: the users of a gzipped file, invented ones (`invented:10000000`), or none.
 *
 * @param users - how many it says that it has
 */
export function fileTenant(file: string | undefined, users: number): Tenant {
    const location = file ?? 'nobody';
    const invented = /^invented:(\d+)$/.exec(location)?.[1];
    const open = () => {
        if (file === undefined) return Readable.from([gzipSync('')]);
        return invented === undefined ? createReadStream(file) : briefProfiles(Number(invented));
    };
    return answering<Tenant>({
        domain: 'bench.example.com',
        countUsers: () => Promise.resolve(users),
        countLinkedUsers: () => Promise.resolve(0),
        listLinkedUsers: () => Promise.resolve([]),
        jobs: answering<TenantJobs>({
            createUsersExport: () => Promise.resolve({ id: 'job_bench', status: 'completed', location }),
            openDownload: () => Promise.resolve(open()),
        }),
    });
}

function answering<Port extends object>(known: Partial<Port>): Port {
    return new Proxy(known as Port, { get: (port, name) => (Reflect.get(port, name) as unknown) ?? refuse });
}

function refuse(): never {
    throw new Error('This tenant of a benchmark does nothing but export.');
}
