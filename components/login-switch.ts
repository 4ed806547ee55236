import * as pulumi from '@pulumi/pulumi';
import type { DecommissionSettings, Phase } from '../migrator/index.ts';
import type { DatabaseConnection } from './database-connection.ts';
import { logAddress } from './dynamic-types.ts';
import { switchedOnly } from './listed-twice.ts';
import { Refusal } from './refusal.ts';
import type { SwitchedClientIds, UserMigrationRunArgs } from './user-migration-run.ts';
import { type SwitchStepArgs, UserMigrationStep } from './user-migration-step.ts';

/** What a {@link LoginSwitch} is made of. */
export interface LoginSwitchArgs {
    readonly name: string;
    /** Undefined where the users come from a file: nobody logs in through it. */
    readonly source: DatabaseConnection | undefined;
    readonly target: DatabaseConnection;
    readonly phase: pulumi.Input<Phase>;
    /** The inputs of the run. */
    readonly inputs: Omit<UserMigrationRunArgs, 'logTo'>;
    readonly parent: pulumi.Resource;
    /** Options of the migration that its children have to be given. */
    readonly options: pulumi.CustomResourceOptions;
}

type Declared = pulumi.Resource | pulumi.Output<pulumi.Resource> | undefined;

/**
 * The clients of both connections and the two steps around them, in an order that leaves no moment without a working connection:
 *
 * - `prepare` and `copy`: step `open`, clients of the source, step `close`, clients of the target, run
 * - `cutover` and `decommission`: run, clients of the target, step `open`, clients of the source, step `close`
 *
 * The clients are Auth0 resources, so that a preview shows what changes; each step reads what is really there before anything else is
 * disabled. On the way back, `open` only refuses what must not be: a client of the source that was enabled before it would look as if somebody had
 * decided so by hand. `close` opens what is still closed of the source, and closes the target.
 */
export class LoginSwitch {
    private readonly args: LoginSwitchArgs;
    private readonly isCutOver: pulumi.Output<boolean>;
    /** The clients that change sides. */
    readonly switchedClients: SwitchedClientIds;
    private run: pulumi.Resource | undefined;
    private readonly open: UserMigrationStep;
    private readonly close: UserMigrationStep;
    private readonly sourceClients: pulumi.Output<pulumi.Resource> | undefined;
    private readonly targetClients: pulumi.Output<pulumi.Resource>;

    /**
     * Declares the clients and the steps.
     *
     * @throws {Refusal} when only one of the two connections says which clients change, or one says that a client changes and stays
     */
    constructor(args: LoginSwitchArgs) {
        this.args = args;
        const { source, target } = args;
        if (target.switchedClients === undefined || (source !== undefined && source.switchedClients === undefined)) {
            const [which, key] =
                target.switchedClients === undefined
                    ? [target.componentName, 'fromCutover']
                    : [source?.componentName ?? '', 'untilCutover'];
            throw new Refusal(
                `A cut-over needs the clients of both connections. Declare \`enabledClients: { ${key}: [...] }\` for the connection \`${which}\` too.`,
            );
        }
        this.isCutOver = pulumi.output(args.phase).apply((phase) => phase === 'cutover' || phase === 'decommission');
        const { always = [], fromCutover = [] } = target.switchedClients;
        const { always: rest = [], untilCutover = [], retiredAtCutover = [] } = source?.switchedClients ?? {};
        const ending = pulumi.all([rest, untilCutover, retiredAtCutover]).apply(([stay, ...lists]) =>
            switchedOnly({
                ...{ connection: source?.componentName ?? '', always: stay },
                ...{ switched: lists.flat(), key: 'untilCutover' },
            }),
        );
        const opening = pulumi
            .all([always, fromCutover])
            .apply(([stay, switched]) =>
                switchedOnly({ connection: target.componentName, always: stay, switched, key: 'fromCutover' }),
            );
        this.switchedClients = { source: ending, target: opening };
        const clients = {
            ...{ sourceClients: ending, targetClients: opening },
            ...{ alwaysClients: always, retiredClients: retiredAtCutover },
        };
        this.sourceClients = source?.declareClients(
            this.idsOf(rest, ending, (isCutOver) => !isCutOver),
            this.after(
                () => [this.open],
                () => [this.open],
            ),
        );
        this.targetClients = target.declareClients(
            this.idsOf(always, opening, (isCutOver) => isCutOver),
            this.after(
                () => [this.run],
                () => [this.close],
            ),
        );
        this.open = this.declareStep(
            'open',
            clients,
            () => this.targetClients,
            () => undefined,
        );
        this.close = this.declareStep(
            'close',
            clients,
            () => this.sourceClients ?? this.open,
            () => this.sourceClients ?? this.open,
        );
    }

    /** What the run comes after. */
    get beforeRun(): pulumi.Output<pulumi.Resource[]> {
        return this.after(
            () => [],
            () => [this.targetClients],
        );
    }

    /** Says which run the cut-over comes after. */
    follows(run: pulumi.Resource): void {
        this.run = run;
    }

    /** Declares what is deleted once logins no longer go through the source. */
    declareDeletion({ confirm, delete: deletes, maxDeletions }: DecommissionSettings): void {
        const { name, inputs, parent, phase, options } = this.args;
        const stepName = `${name}-delete`;
        new UserMigrationStep(
            stepName,
            {
                ...inputs,
                ...{ step: 'delete', confirm, deletes, maxDeletions },
                isDue: pulumi.output(phase).apply((now) => now === 'decommission'),
                logTo: logAddress(stepName, 'UserMigrationStep', parent),
            },
            pulumi.mergeOptions(options, { parent, dependsOn: [this.close] }),
        );
    }

    // The resources are asked for when the phase is known, and all of them are declared by then.
    private after(
        inCutOver: () => readonly Declared[],
        before: () => readonly Declared[],
    ): pulumi.Output<pulumi.Resource[]> {
        return this.isCutOver.apply((isCutOver) =>
            pulumi.all((isCutOver ? inCutOver() : before()).filter((resource) => resource !== undefined)),
        );
    }

    private idsOf(
        always: pulumi.Input<pulumi.Input<string>[]>,
        switched: pulumi.Input<pulumi.Input<string>[]>,
        isIncluded: (isCutOver: boolean) => boolean,
    ): pulumi.Output<string[]> {
        return pulumi
            .all([always, switched, this.isCutOver])
            .apply(([first, second, isCutOver]) => [...new Set([...first, ...(isIncluded(isCutOver) ? second : [])])]);
    }

    private declareStep(
        step: 'open' | 'close',
        clients: Pick<SwitchStepArgs, 'sourceClients' | 'targetClients' | 'alwaysClients' | 'retiredClients'>,
        inCutOver: () => Declared,
        before: () => Declared,
    ): UserMigrationStep {
        const { name, inputs, parent, options } = this.args;
        const stepName = `${name}-${step}`;
        return new UserMigrationStep(
            stepName,
            {
                ...inputs,
                ...clients,
                step,
                to: this.isCutOver.apply((isCutOver) => (isCutOver ? 'target' : 'source')),
                logTo: logAddress(stepName, 'UserMigrationStep', parent),
            },
            pulumi.mergeOptions(options, {
                parent,
                dependsOn: this.after(
                    () => [inCutOver()],
                    () => [before()],
                ),
            }),
        );
    }
}
