import type { Inspection, InspectionSettings } from '../commands/inspect-migration.ts';
import type { PlanSettings } from '../commands/plan-migration.ts';
import type { RunOutcome } from '../commands/run-migration.ts';
import type { LogEntry } from '../log/log-entry.ts';
import type { Plan } from '../plan/plan.ts';
import type { Progress } from '../progress.ts';
import type { MigrationSettings } from '../run/settings.ts';

/** What a child process can be asked to do: the settings and the result of each task. */
export interface ChildTasks {
    /** `runMigration` */
    readonly run: { readonly settings: MigrationSettings; readonly result: RunOutcome };
    /** `planMigration` */
    readonly plan: { readonly settings: PlanSettings; readonly result: Plan };
    /** `inspectMigration` */
    readonly inspect: { readonly settings: InspectionSettings; readonly result: Inspection };
}

/** The name of a task. */
export type TaskName = keyof ChildTasks;

/** The settings of a task; a clock can't cross into another process. */
export type TaskSettings<Name extends TaskName> = Omit<ChildTasks[Name]['settings'], 'clock'>;

/** What the parent sends. The settings hold secrets, so they travel here and never as arguments or in the environment. */
export type ParentMessage =
    | {
          readonly type: 'task';
          readonly name: TaskName;
          /** Settings without functions and signals, see `toWire`. */
          readonly settings: unknown;
          /** Why the task is to stop before it begins. */
          readonly stopReason: string | undefined;
          /** Whether the parent wants to hear of each request. */
          readonly isLogged: boolean;
      }
    | { readonly type: 'stop'; readonly reason: string };

/** What the child sends; values that may hold errors are encoded by `toWire`. */
export type ChildMessage =
    | { readonly type: 'progress'; readonly progress: Progress }
    | { readonly type: 'log'; readonly entry: LogEntry }
    | { readonly type: 'result'; readonly result: unknown }
    | { readonly type: 'error'; readonly error: unknown };
