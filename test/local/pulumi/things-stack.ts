import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
    type LocalPulumiOptions,
    type LocalPulumiResult,
    runLocalPulumi,
} from '../../../local/pulumi/run-local-pulumi.ts';
import type { ResourceState } from '../../../local/pulumi/state/resource-state.ts';
import type { ThingDescription } from './fixtures/things/index.ts';

export const THINGS_FOLDER = join(import.meta.dirname, 'fixtures', 'things');

/** One line of the fixture provider's journal. */
export interface JournalEntry {
    readonly call: 'configure' | 'check' | 'diff' | 'create' | 'update' | 'read' | 'delete';
    readonly label: string;
    readonly [detail: string]: unknown;
}

/** A stack of the fixture program `things` with a state file and a journal of its own. */
export class ThingsStack {
    readonly folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
    readonly stateFile = join(this.folder, 'dev.json');
    readonly journalFile = join(this.folder, 'journal.ndjson');

    get env(): NodeJS.ProcessEnv {
        return { ...process.env, JOURNAL: this.journalFile, PULUMI_CONFIG_PASSPHRASE: 'a passphrase for tests' };
    }

    /** Declares these things and runs a command. */
    run(
        command: LocalPulumiOptions['command'],
        things: ThingDescription[],
        options: Partial<LocalPulumiOptions> = {},
    ): Promise<LocalPulumiResult> {
        return runLocalPulumi({
            command,
            projectFolder: THINGS_FOLDER,
            stack: 'dev',
            stateFile: this.stateFile,
            env: this.env,
            ...options,
            config: { things: JSON.stringify(things), ...options.config },
        });
    }

    /** Which provider methods were called since the last look, as `method label`, without checks, diffs and configure. */
    takeCalls(): string[] {
        return this.takeJournal()
            .filter(({ call }) => !['check', 'diff', 'configure'].includes(call))
            .map(({ call, label }) => `${call} ${label}`);
    }

    /** The journal since the last look. */
    takeJournal(): JournalEntry[] {
        if (!existsSync(this.journalFile)) {
            return [];
        }
        const text = readFileSync(this.journalFile, 'utf8');
        rmSync(this.journalFile);
        return text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as JournalEntry);
    }

    get stateText(): string {
        return readFileSync(this.stateFile, 'utf8');
    }

    /** The state file as it lies on the disk, secrets encrypted. */
    get state(): { resources: ResourceState[]; pending_operations: { type: string; resource: ResourceState }[] } {
        return (JSON.parse(this.stateText) as { deployment: ThingsStack['state'] }).deployment;
    }

    /** The thing of that name in the state file. */
    thing(name: string): ResourceState | undefined {
        return this.state.resources.find(({ urn }) => urn.endsWith(`Thing::${name}`));
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }
}

/** The things of a run with what was done to each, `op name`, without the stack and components. */
export function thingSteps({ steps }: LocalPulumiResult): string[] {
    return steps
        .filter(({ urn }) => urn.includes('Thing::'))
        .map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf('::') + 2)}`);
}

/** The errors of a run, without the closing `... failed`. */
export function errorsOf({ diagnostics }: LocalPulumiResult): string[] {
    return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** Everything that a run has said, as one text. */
export function messagesOf({ diagnostics }: LocalPulumiResult): string {
    return diagnostics.map(({ message }) => message).join('\n');
}
