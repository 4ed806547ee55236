import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalPulumiResult, runLocalPulumi } from '../../local/pulumi/index.ts';
import { layOutProject } from '../e2e/stage.ts';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { byCommands } from './by-commands.ts';
import { authoritiesOf } from './open-tenants.ts';
import { CONNECTIONS, type Operator, type OperatorSettings } from './operator.ts';

const PROGRAM = `import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, importModeFrom, UserMigration } from 'auth0-user-migration/components';

const config = new pulumi.Config();
const legacy = DatabaseConnection.existing('legacy', {
    tenant: new Auth0Tenant('source'),
    name: '${CONNECTIONS.source}',
    enabledClients: {
        always: config.requireObject('sourceAlways'),
        untilCutover: config.requireObject('sourceApps'),
    },
});
const customers = new DatabaseConnection('customers', {
    tenant: new Auth0Tenant('target'),
    name: '${CONNECTIONS.target}',
    importMode: IMPORT_MODE,
    enabledClients: {
        always: config.requireObject('targetAlways'),
        fromCutover: config.requireObject('targetApps'),
    },
});
new UserMigration('customers', {
    definition: 'migration.ts',
    source: legacy,
    target: customers,
    phase: config.require('phase'),
    runsFolder: 'runs',
    decommission: config.getObject('decommission'),
});
`;

/** An operator who edits the program's settings and runs `pulumi up`. */
export function byUp(settings: OperatorSettings): Operator {
    const { world, apps, folder, idPrefix } = settings;
    const { source, target } = world.tenants;
    let [sourceAlways, sourceApps] = [[source.clientId], [apps.source.id]];
    let decommission: object | undefined;
    const run = async (phase: string): Promise<LocalPulumiResult> =>
        runLocalPulumi({
            ...{ command: 'up', projectFolder: folder, stack: 'dev' },
            env: {
                ...process.env,
                ...{ PULUMI_CONFIG_PASSPHRASE: 'fortnight', NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
                ...{ AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret, AUTH0_TARGET_CLIENT_SECRET: target.clientSecret },
                // The machine's clock is as far ahead as the tenants'.
                NODE_OPTIONS: `--import=${import.meta.resolve('./moved-clock.ts')}`,
                CLOCK_AHEAD_MS: String(world.aheadMs),
            },
            config: {
                ...{ phase, sourceDomain: source.domain, sourceClientId: source.clientId },
                ...{ targetDomain: target.domain, targetClientId: target.clientId },
                sourceAlways: JSON.stringify(sourceAlways),
                sourceApps: JSON.stringify(sourceApps),
                targetAlways: JSON.stringify([target.clientId]),
                targetApps: JSON.stringify([apps.target.id]),
                ...(decommission === undefined ? {} : { decommission: JSON.stringify(decommission) }),
            },
        });
    const up = async (phase: string) => {
        const result = await run(phase);
        assert.equal(result.failed, false, messagesOf(result));
    };
    const refused = async (phase: string) => {
        const result = await run(phase);
        assert.equal(result.failed, true, 'it was not refused');
        return /\b([A-Z]+(?:_[A-Z]+)+): /.exec(messagesOf(result))?.[1] ?? messagesOf(result);
    };
    return {
        async prepare() {
            const client = `client: { clientId: '${source.clientId}', clientSecret: process.env.AUTH0_SOURCE_CLIENT_SECRET }`;
            const importMode =
                idPrefix === undefined ? 'false' : `importModeFrom(legacy, { idPrefix: '${idPrefix}', ${client} })`;
            await layOutProject(folder, PROGRAM.replace('IMPORT_MODE', importMode));
            await writeFile(join(folder, 'ca.pem'), await authoritiesOf(world.tenants));
            await up('prepare');
        },
        pass: up,
        refusedReturn: () => refused('copy'),
        resetPasswords: (campaign) => byCommands(settings).resetPasswords(campaign),
        async closeSource() {
            [sourceAlways, sourceApps] = [[], [...sourceApps, ...sourceAlways]];
            await up('cutover');
        },
        async decommission() {
            decommission = { confirm: CONNECTIONS.source, delete: 'users', maxDeletions: 1_000 };
            await up('decommission');
        },
    };
}
