import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { rehearse } from './rehearse.ts';

type Rehearsal = Awaited<ReturnType<typeof rehearse>>;

interface RehearseFlags {
    users: number;
    jobRate: number;
    json?: true;
    keep?: true;
}

/** Makes the command `rehearse`, which runs a whole migration on this machine and says how it went. */
export function createRehearseCommand(): Command {
    return new Command('rehearse')
        .description('run a whole migration of invented users between two local tenants')
        .addOption(new Option('--users <number>', 'users to invent').default(5000).argParser(parseCount))
        .addOption(
            new Option('--job-rate <number>', 'users a second and import job').default(3000).argParser(parseCount),
        )
        .option('--json', 'make the last line of stdout one JSON object')
        .option('--keep', 'leave the tenants running and say how to look around')
        .action(async ({ users, jobRate, json, keep }: RehearseFlags) => {
            const result = await rehearse({
                projectFolder: process.cwd(),
                cli: fileURLToPath(new URL('../tenant/bin/auth0-local-tenant.js', import.meta.url)),
                users,
                jobRate,
                say: (line) => {
                    console.log(line);
                },
                ...(keep === undefined ? {} : { beforeStop: lookAround }),
            });
            console.log(
                json === undefined
                    ? `\nDone in ${result.seconds} s: ${result.imported} imported, ${result.existing} existing, ${result.excluded} excluded, ` +
                          `${result.rejected} rejected of ${result.source}. ${assignedWords(result.assigned)}. Second up: ${result.secondUp}. Files: .rehearsal/runs`
                    : JSON.stringify(result),
            );
        });
}

function assignedWords({ roles, organizations, memberRoles, permissions }: Rehearsal['assigned']): string {
    return `With them ${roles} roles, ${organizations} memberships, ${memberRoles} roles of members and ${permissions} permissions`;
}

async function lookAround({
    source,
    target,
}: Parameters<NonNullable<Parameters<typeof rehearse>[0]['beforeStop']>>[0]): Promise<void> {
    for (const [name, tenant] of Object.entries({ source, target })) {
        console.log(
            `\nThe ${name} tenant runs until Ctrl+C. A token for its Management API:\n\n` +
                `    curl --cacert ${tenant.caFile} https://${tenant.domain}/oauth/token -d grant_type=client_credentials \\\n` +
                `        -d client_id=${tenant.clientId} -d client_secret=${tenant.clientSecret} -d audience=https://${tenant.domain}/api/v2/`,
        );
    }
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function parseCount(text: string): number {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Expected a whole number, 1 or more.');
    return count;
}
