import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import { diagnoseUsers, REPAIR_PRICE } from '../migrator/index.ts';

interface DiagnoseFlags {
    connection: string;
    email?: string;
    file?: string;
    tenant: string;
    refused?: true;
    json?: true;
}

/** Makes the command `diagnose`, which says why a user "already exists". It only reads. */
export function createDiagnoseCommand(): Command {
    return new Command('diagnose')
        .description('say why a user "already exists", by evidence; changes nothing')
        .requiredOption('--connection <name>', 'database connection to look into')
        .addOption(new Option('--email <address>', 'one address').conflicts('file'))
        .option('--file <path>', 'a file with one address a line')
        .option('--tenant <prefix>', 'reads <prefix>_DOMAIN, <prefix>_CLIENT_ID and <prefix>_CLIENT_SECRET', 'AUTH0')
        .option('--refused', 'Auth0 refused these addresses as existing, so whoever is nowhere is a ghost')
        .option('--json', 'print one JSON object a line')
        .action(async (flags: DiagnoseFlags) => {
            const { scripts, diagnoses } = await diagnoseUsers({
                credentials: credentialsOf(flags.tenant),
                connectionName: flags.connection,
                emails: emailsOf(flags),
                wereRefused: flags.refused === true,
            });
            if (flags.json === true) console.log(JSON.stringify({ scripts }));
            let ghosts = 0;
            for await (const diagnosis of diagnoses) {
                if (diagnosis.class === 'ghost') ghosts += 1;
                const text = `${diagnosis.email}  ${diagnosis.class}: ${diagnosis.evidence.join('; ')}`;
                console.log(flags.json === true ? JSON.stringify(diagnosis) : text);
            }
            if (flags.json === true || ghosts === 0) return;
            console.log(`\n${[...scripts.advice, REPAIR_PRICE].join('\n')}`);
        });
}

function credentialsOf(prefix: string): { domain: string; clientId: string; clientSecret: string } {
    const read = (name: string) => {
        const value = process.env[`${prefix}_${name}`];
        if (value === undefined || value === '') throw new Error(`Set ${prefix}_${name} in the environment.`);
        return value;
    };
    return { domain: read('DOMAIN'), clientId: read('CLIENT_ID'), clientSecret: read('CLIENT_SECRET') };
}

async function* emailsOf({ email, file }: DiagnoseFlags): AsyncGenerator<string> {
    if (email !== undefined) yield email;
    else if (file === undefined)
        throw new Error('Say which address with --email, or which file of addresses with --file.');
    else {
        for await (const line of createInterface({ input: createReadStream(file) })) {
            if (line.trim() !== '') yield line.trim();
        }
    }
}
