import type { Project } from '../config/project.ts';
import type { StackConfig } from '../config/stack-config.ts';
import { startProgram } from '../processes/program-process.ts';
import { type Deployment, StoppedError } from './deployment.ts';
import type { EngineEventListener } from './engine-event.ts';
import type { ResourceMonitorTarget } from './resource-monitor.ts';
import { StepFailure } from './step-failure.ts';

/** How the program and its resources came out. */
export type ProgramOutcome = 'completed' | 'failed' | 'canceled';

/** What a program runs with. */
export interface ProgramRun {
    readonly project: Project;
    readonly stack: string;
    readonly config: StackConfig;
    readonly env: NodeJS.ProcessEnv;
    readonly isPreview: boolean;
    readonly parallel: number;
    readonly deployment: Deployment;
    readonly emit: EngineEventListener;
    /** Aborted when nothing new is to be begun. */
    readonly signal: AbortSignal;
}

/**
 * Runs a program against a deployment: passes on what it registers, and ends it at the first failure.
 *
 * A call that failed is not answered: the program has nothing to do any more, and what it would print about its lost
 * engine would only hide the reason.
 */
export class ProgramRunner {
    readonly target: ResourceMonitorTarget;
    readonly #run: ProgramRun;
    readonly #inFlight = new Set<Promise<unknown>>();
    readonly #failed = Promise.withResolvers<undefined>();
    #hasFailed = false;

    constructor(run: ProgramRun) {
        this.#run = run;
        const { deployment } = run;
        this.target = {
            register: (goal) => this.#track(() => deployment.register(goal)),
            read: (state) => this.#track(() => deployment.read(state)),
            setOutputs: (urn, outputs) => this.#track(() => deployment.setOutputs(urn, outputs)),
            complete: () => undefined,
        };
    }

    /** Runs the program to its end, or to the first failure; steps that have begun are waited for. */
    async run(address: string): Promise<ProgramOutcome> {
        const { project, stack, config, env, isPreview, parallel, deployment, emit, signal } = this.#run;
        const program = startProgram({
            ...{ project, stack, config, env, address, isPreview, parallel },
            onOutput: (line) => {
                if (!this.#isFailed()) {
                    emit({ type: 'diagnostic', diagnostic: { severity: 'info', urn: '', message: line } });
                }
            },
        });
        const canceled = once(signal);
        const first = await Promise.race([program.failure, this.#failed.promise, canceled.promise]);
        canceled.forget();
        if (first !== undefined) {
            this.#fail(new StepFailure('', first));
        }
        if (!this.#isFailed() && !signal.aborted) {
            return 'completed';
        }
        deployment.stop();
        await Promise.allSettled(this.#inFlight);
        await program.stop();
        return this.#isFailed() ? 'failed' : 'canceled';
    }

    async #track<Result>(work: () => Promise<Result>): Promise<Result> {
        const running = work();
        this.#inFlight.add(running);
        try {
            return await running;
        } catch (error) {
            if (!(error instanceof StoppedError)) {
                this.#fail(error);
            }
            return await new Promise<never>(() => undefined);
        } finally {
            this.#inFlight.delete(running);
        }
    }

    // A method, since the compiler takes a field for what it was before the last `await`.
    #isFailed(): boolean {
        return this.#hasFailed;
    }

    #fail(error: unknown): void {
        this.#hasFailed = true;
        this.#run.deployment.stop();
        reportFailure(error, this.#run.emit);
        this.#failed.resolve(undefined);
    }
}

/** Emits the diagnostic of a failure; one without a text was reported where it happened. */
export function reportFailure(error: unknown, emit: EngineEventListener): void {
    const urn = error instanceof StepFailure ? error.urn : '';
    const message = error instanceof Error ? error.message : String(error);
    if (message !== '') {
        emit({ type: 'diagnostic', diagnostic: { severity: 'error', urn, message } });
    }
}

function once(signal: AbortSignal): { promise: Promise<undefined>; forget: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const onAbort = (): void => {
        resolve(undefined);
    };
    if (signal.aborted) {
        onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    return {
        promise,
        forget: () => {
            signal.removeEventListener('abort', onAbort);
        },
    };
}
