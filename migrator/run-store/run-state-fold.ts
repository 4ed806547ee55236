import type { JournalEntry, PassSummary } from './journal-entry.ts';
import type { Milestone, RunState, SubmissionState } from './run-state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Folds the facts of a journal into the state of its run, one after the other. */
export class RunStateFold implements RunState {
    start: RunState['start'];
    pass = 0;
    passStartedAt: string | undefined;
    isPassCompleted = false;
    readonly passes: PassSummary[] = [];
    readonly milestones: Milestone[] = [];
    sentMapping: string | undefined;
    readonly pendingExports: Mutable<RunState['pendingExports']> = {};
    readonly exports: Mutable<RunState['exports']> = {};
    readonly sourceSnapshots: number[] = [];
    readonly submissions = new Map<number, SubmissionState>();
    readonly deletedGhosts = new Set<string>();
    readonly withoutFactors = new Map<string, readonly string[]>();
    readonly rolesBegun = new Map<string, readonly string[]>();
    assignmentRecords = 0;
    approvedPlan: string | undefined;
    verifiedBy: string | undefined;
    wasVerified = false;
    switchedClients: RunState['switchedClients'];
    switched: RunState['switched'];
    rolledBackPass = 0;
    readonly resets = new Map<string, Map<string, 'sent' | 'unknown'>>();
    decommission: RunState['decommission'];
    replacement: RunState['replacement'];
    private mapping: string | undefined;

    /** Takes one more fact into the state. */
    apply(entry: JournalEntry): void {
        switch (entry.type) {
            case 'run-started':
                this.start = entry;
                break;
            case 'pass-started':
                this.pass = entry.pass;
                this.passStartedAt = entry.at;
                this.isPassCompleted = false;
                this.mapping = entry.mappingDigest;
                break;
            case 'export-started': {
                const { endpoint, jobId, scope, at } = entry;
                this.pendingExports[endpoint] = { jobId, scope, startedAt: at };
                break;
            }
            case 'export-waited': {
                const pending = this.pendingExports[entry.endpoint];
                if (pending !== undefined) this.pendingExports[entry.endpoint] = { ...pending, waitedUntil: entry.at };
                break;
            }
            case 'export-finished': {
                const { endpoint, scope, artifact, users, digest, takenAt, at } = entry;
                Reflect.deleteProperty(this.pendingExports, endpoint);
                this.exports[endpoint] = { scope, artifact, users, digest, takenAt, finishedAt: at };
                if (endpoint === 'source') this.sourceSnapshots.push(Date.parse(takenAt));
                break;
            }
            case 'submission-started': {
                const { submission, users, at } = entry;
                this.sentMapping ??= this.mapping;
                this.submissions.set(submission, {
                    submission,
                    pass: this.pass,
                    status: 'in-doubt',
                    users,
                    startedAt: at,
                });
                break;
            }
            case 'adoptions-started':
                this.sentMapping ??= this.mapping;
                break;
            case 'submission-accepted':
                this.change(entry.submission, {
                    status: 'accepted',
                    jobId: entry.jobId,
                    acceptedAt: entry.at,
                    tenantTime: entry.tenantTime,
                    ...(entry.isRepeated === true ? { isRepeated: true } : {}),
                });
                break;
            case 'submission-finished': {
                for (const { user, factors } of entry.withoutFactors ?? []) this.withoutFactors.set(user, factors);
                const { submission, endedAt, polls, failed, summary, refused, lostFactors } = entry;
                this.change(submission, {
                    ...{ status: 'finished', endedAt, polls, failed, summary, refused, lostFactors },
                });
                break;
            }
            case 'ghost-deleting':
                this.deletedGhosts.add(entry.user);
                break;
            case 'role-creating':
                this.rolesBegun.set(entry.role, entry.from);
                break;
            case 'role-created':
            case 'role-refused':
                this.rolesBegun.delete(entry.role);
                break;
            case 'assignments-written':
                break;
            case 'assignments-forgotten':
                this.assignmentRecords = entry.assignmentRecords;
                break;
            case 'pass-completed': {
                const { pass, updated, deleted, changedPasswords, phase, startedAt, finishedAt, verified } = entry;
                const summary = {
                    ...{ pass, new: entry.new, updated },
                    ...(deleted === undefined ? {} : { deleted }),
                    ...(changedPasswords === undefined ? {} : { changedPasswords }),
                    ...{ startedAt, finishedAt },
                    ...(phase === undefined ? {} : { phase }),
                };
                this.isPassCompleted = true;
                if (entry.hasUsers === true) this.sentMapping ??= this.mapping;
                this.passes.push(summary);
                this.assignmentRecords = entry.assignmentRecords ?? this.assignmentRecords;
                this.verifiedBy = verified;
                this.wasVerified ||= verified !== undefined;
                break;
            }
            case 'switched-clients-named':
                this.switchedClients = entry.clients;
                break;
            case 'switch-started':
                this.switched = { to: entry.to, isCompleted: false };
                break;
            case 'switch-completed':
                this.switched = { to: entry.to, isCompleted: true };
                this.milestones.push({ what: 'logins-switched', to: entry.to, at: entry.at });
                break;
            case 'decommission-started':
                this.decommission = { ...this.decommissionSoFar, isCompleted: false };
                break;
            case 'source-users-deleting':
                this.decommission = { ...this.decommissionSoFar, deleting: entry.users, isCompleted: false };
                break;
            case 'source-users-deleted': {
                const { deleted, staying } = this.decommissionSoFar;
                this.decommission = { deleted: deleted + entry.users, deleting: [], staying, isCompleted: false };
                break;
            }
            case 'decommission-completed':
                this.decommission = { ...this.decommissionSoFar, staying: entry.staying, isCompleted: true };
                this.addDecommissioned(this.decommission.deleted, entry.at);
                break;
            case 'replacement-started': {
                const { replaced = 0 } = this.replacement ?? {};
                this.replacement = { replaced, open: { artifact: entry.artifact, deleting: new Set() } };
                break;
            }
            case 'replacement-deleting': {
                const { open } = this.replacement ?? {};
                if (this.replacement === undefined || open === undefined) break;
                const deleting = new Set([...open.deleting, entry.user]);
                this.replacement = { ...this.replacement, open: { ...open, deleting } };
                break;
            }
            case 'replacement-finished': {
                const { replaced = 0 } = this.replacement ?? {};
                this.replacement = { replaced: replaced + entry.replaced, open: undefined };
                break;
            }
            case 'rollback-started':
                this.verifiedBy = undefined;
                this.wasVerified = false;
                break;
            case 'rollback-completed':
                this.rolledBackPass = this.pass;
                this.milestones.push({ what: 'rolled-back', users: entry.users, at: entry.at });
                break;
            case 'reset-started':
                this.resetsOf(entry.campaign).set(entry.user, 'unknown');
                break;
            case 'reset-finished':
                if (entry.outcome === 'sent') this.resetsOf(entry.campaign).set(entry.user, 'sent');
                else this.resetsOf(entry.campaign).delete(entry.user);
                break;
            case 'plan-approved':
                this.approvedPlan = entry.digest;
                break;
        }
    }

    private get decommissionSoFar(): NonNullable<RunState['decommission']> {
        return this.decommission ?? { deleted: 0, deleting: [], staying: 0, isCompleted: false };
    }

    // Every `up` in that phase completes one.
    private addDecommissioned(users: number, at: string): void {
        const last = this.milestones.findLast(({ what }) => what === 'decommissioned');
        if (last !== undefined && 'users' in last && last.users === users) return;
        this.milestones.push({ what: 'decommissioned', users, at });
    }

    private resetsOf(campaign: string): Map<string, 'sent' | 'unknown'> {
        const known = this.resets.get(campaign) ?? new Map<string, 'sent' | 'unknown'>();
        this.resets.set(campaign, known);
        return known;
    }

    private change(submission: number, change: Partial<SubmissionState>): void {
        const known = this.submissions.get(submission);
        if (known !== undefined) this.submissions.set(submission, { ...known, ...change });
    }
}
