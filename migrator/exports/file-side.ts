import { basename } from 'node:path';
import { pathOfSourceFile, type SourceFile } from '../definition/source-file.ts';
import { MigrationError } from '../errors.ts';
import type { RunSide } from '../run-side.ts';
import type { Tenant } from '../tenant/tenant.ts';

/**
 * Gives the side of a run whose users come from a file.
 *
 * Its tenant answers no call: whatever only a tenant has (roles, organizations, links) cannot be read from a file.
 */
export function fileSide(source: SourceFile): RunSide {
    const { connection } = source;
    const name = basename(pathOfSourceFile(source));
    const tenant: Tenant = new Proxy({ domain: name } as Tenant, {
        get(known, method) {
            if (method === 'attachments') return tenant;
            if (method === 'domain' || typeof method === 'symbol') return Reflect.get(known, method) as unknown;
            return () =>
                Promise.reject(
                    new MigrationError(
                        'SETTING_INVALID',
                        `The source is the file ${name}, and a file cannot be asked for ${method}. Leave out what only a tenant has, or take a ` +
                            'connection as the source.',
                    ),
                );
        },
    });
    return {
        tenant,
        connection: {
            id: '',
            name: connection ?? name,
            strategy: 'auth0',
            isCustomDatabase: false,
            isImportMode: false,
        },
    };
}
