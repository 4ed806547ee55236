import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import type { TenantProcess } from '../../local/rehearsal/tenant-process.ts';

const MAX_IMPORT_BYTES = 500_000;
const LOOK_INTERVAL_MS = 20;

/** Calls of the Management API of a tenant. */
export interface TenantCalls {
    /** Calls with a token and throws for an answer that is not a success. */
    readonly call: (method: string, path: string, body?: string | FormData) => Promise<Response>;
    readonly token: string;
    /** Waits until a job is no longer pending and gives it as it is shown. */
    readonly finishedJob: (id: string) => Promise<Record<string, unknown>>;
}

/** Gets a token from a tenant, and trusts it from now on. */
export async function openTenantCalls(tenant: TenantProcess): Promise<TenantCalls> {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), await readFile(tenant.caFile, 'utf8')]);
    const origin = `https://${tenant.domain}`;
    const answer = await fetch(`${origin}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: tenant.clientId,
            client_secret: tenant.clientSecret,
            audience: `${origin}/api/v2/`,
        }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const call = async (method: string, path: string, body?: string | FormData) => {
        const response = await fetch(`${origin}/api/v2/${path}`, {
            method,
            headers: {
                authorization: `Bearer ${token}`,
                ...(typeof body === 'string' && { 'content-type': 'application/json' }),
            },
            ...(body !== undefined && { body }),
        });
        if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
        return response;
    };
    return {
        call,
        token,
        async finishedJob(id) {
            for (;;) {
                const job = (await (await call('GET', `jobs/${id}`)).json()) as Record<string, unknown>;
                if (job['status'] !== 'pending') return job;
                await sleep(LOOK_INTERVAL_MS);
            }
        },
    };
}

/**
 * Imports users, two jobs at a time as Auth0 lets one, in files as large as it takes.
 *
 * @returns how many were inserted
 */
export async function importAll(
    { call, finishedJob }: TenantCalls,
    connectionId: string,
    records: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
    let inserted = 0;
    const running = new Set<Promise<void>>();
    const send = async (file: string) => {
        const form = new FormData();
        form.append('connection_id', connectionId);
        form.append('users', new Blob([file]), 'users.json');
        const { id } = (await (await call('POST', 'jobs/users-imports', form)).json()) as { id: string };
        const { summary } = (await finishedJob(id)) as { summary: { inserted: number } };
        inserted += summary.inserted;
    };
    for await (const file of files(records)) {
        if (running.size === 2) await Promise.race(running);
        const job = send(file).finally(() => running.delete(job));
        running.add(job);
    }
    await Promise.all(running);
    return inserted;
}

async function* files(records: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
    let batch: string[] = [];
    let bytes = 2;
    for await (const record of records) {
        const size = Buffer.byteLength(record) + 1;
        if (bytes + size > MAX_IMPORT_BYTES) {
            yield `[${batch.join(',')}]`;
            batch = [];
            bytes = 2;
        }
        batch.push(record);
        bytes += size;
    }
    if (batch.length > 0) yield `[${batch.join(',')}]`;
}
