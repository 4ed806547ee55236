import { join } from 'node:path';
import { createShortDisplay } from '../pulumi/display/short-display.ts';
import { type LocalPulumiResult, runLocalPulumi } from '../pulumi/run-local-pulumi.ts';
import type { PulumiDriver, PulumiTask } from './pulumi-driver.ts';

/** Runs the stand-in for the Pulumi engine. */
export const localPulumiDriver: PulumiDriver = {
    kind: 'local',

    async preview(task) {
        await run('preview', task);
    },

    async up(task) {
        const { changes, outputs } = await run('up', task);
        return {
            isUnchanged: Object.entries(changes).every(([op, count]) => op === 'same' || count === 0),
            outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
        };
    },
};

async function run(command: 'preview' | 'up', task: PulumiTask): Promise<LocalPulumiResult> {
    const { projectFolder, stack, workFolder, config } = task;
    const result = await runLocalPulumi({
        ...{ command, projectFolder, stack, config },
        stateFile: join(workFolder, 'state.json'),
        env: { PULUMI_CONFIG_PASSPHRASE: 'rehearsal', ...task.env },
        onEvent: createShortDisplay(task.listener),
    });
    if (result.failed) throw new Error(`\`${command}\` failed. The reason is above.`);
    return result;
}
