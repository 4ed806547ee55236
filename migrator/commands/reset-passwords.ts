import { resolve } from 'node:path';
import { StayingUsers } from '../decommission/staying-users.ts';
import { MigrationError } from '../errors.ts';
import { readSelectionFile } from '../inputs/selection-file.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { CampaignMemory } from '../resets/campaign-memory.ts';
import { listCandidates } from '../resets/list-candidates.ts';
import type { NoResetReason } from '../resets/reset-candidate.ts';
import { type ChosenReset, checkResetSettings, type ResetChoice } from '../resets/reset-settings.ts';
import { sendResets } from '../resets/send-resets.ts';
import { TicketFile } from '../resets/ticket-file.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import { type CheckedRun, checkRun, openRun } from '../run/open-run.ts';
import { refuseOtherName } from '../run/refuse-other-name.ts';
import { artifactName, type Run } from '../run/run.ts';
import type { MigrationSettings } from '../run/settings.ts';
import { endOrAbort } from '../run-store/artifact-writer.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { openFolderStore } from '../run-store/folder/folder-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import { noRun } from '../run-store/no-run.ts';
import { settleRun } from '../stages/1-settle.ts';
import { exportUsers } from '../stages/2-export.ts';
import { openPasswordMailApi } from '../tenant/password-mail-api.ts';
import type { RequestPasswordMail } from '../tenant/password-mails.ts';
import { RateLimiter } from '../tenant/rate-limiter.ts';
import { withRetry } from '../tenant/retry.ts';

/** What a reset campaign needs to know. */
export interface ResetSettings
    extends Omit<MigrationSettings, 'phase' | 'decommission' | 'approvedPlan' | 'eventsFile' | 'timeBudgetMinutes'>,
        ResetChoice {}

/** What a reset campaign sent, or would send. */
export interface ResetCampaign {
    /** Users who are to get a mail or a ticket. */
    readonly due: number;
    /** The same by the reason why. */
    readonly dueByReason: Counts;
    /** Mails that Auth0 took, or tickets that it made, in this attempt; `0` for a plan. */
    readonly sent: number;
    /** The same in earlier attempts of the campaign. */
    readonly sentBefore: number;
    /** Users who get none, by the reason why. */
    readonly left: Counts;
    /** Where the list of those lies; personal data. */
    readonly leftArtifact: string;
    /** Lines of the file whose entries no user of the target connection has. */
    readonly unmatchedLines: readonly number[];
    /** Where the tickets lie, encrypted. */
    readonly ticketArtifacts: readonly string[];
}

/**
 * Has Auth0 mail the users of a run whose passwords cannot be used, or makes a ticket for each; without `confirm` it only counts them.
 *
 * Within one campaign nobody gets two, whatever stops it: a user whose request got no answer is listed as `UNKNOWN` and left.
 *
 * @param settings - the migration, and what to send
 * @throws {MigrationError} `SETTING_INVALID`; `RUN_NOT_FOUND`; `NOT_CONFIRMED` for the name of another connection; `RESET_REFUSED` for a run whose
 * last pass is not complete; `ARTIFACT_KEY_MISSING` and `MISSING_SCOPES` for tickets; `SELECTION_FILE_INVALID`; what opening a run and the
 * tenants throw
 */
export async function resetPasswords(settings: ResetSettings): Promise<ResetCampaign> {
    const choice = checkResetSettings(settings);
    const chosen = chooseSettings(settings);
    const checked = await checkRun(chosen, { mayLackSource: true });
    const { id, clock, target } = checked;
    const folder = runFolderOf(chosen, id);
    const known = await readJournalState(folder);
    if (known?.start === undefined) throw noRun(folder);
    if (!known.isPassCompleted)
        throw new MigrationError(
            'RESET_REFUSED',
            'The last pass of this run is not complete, so it is unknown who is in the target. Nothing was sent. Run `up` (or `run`) first.',
        );
    refuseOtherName(settings.confirm, target.connection.name, 'Nothing was sent.');
    if (choice.send === 'tickets') await refuseMissingScope(checked);
    // At a chosen rate it may take days; Ctrl+C and `stop` end it.
    const budget = { budgetMs: Number.POSITIVE_INFINITY, signal: settings.signal };
    const { run, close } = await openRun(checked, budget, (_runId, start) =>
        openFolderStore(folder, start, new Date(clock.now()).toISOString()),
    );
    try {
        if (choice.send === 'tickets') refusePlainTickets(run);
        await settleRun(run);
        const mail = retryingMails(checked, settings, choice.clientId);
        return await sendOrPlan(run, choice, settings.confirm !== undefined, mail);
    } finally {
        await close();
    }
}

async function refuseMissingScope({ target: { tenant } }: CheckedRun): Promise<void> {
    if ((await tenant.grantedScopes()).includes('create:user_tickets')) return;
    throw new MigrationError(
        'MISSING_SCOPES',
        `The application of the target tenant ${tenant.domain} lacks create:user_tickets. Grant it under Applications > APIs > Auth0 Management API, ` +
            'then run again.',
    );
}

function refusePlainTickets({ store }: Run): void {
    if (store.artifacts.isEncrypted) return;
    throw new MigrationError(
        'ARTIFACT_KEY_MISSING',
        'A ticket is as good as a password, so tickets are written encrypted only, and AUTH0_USER_MIGRATION_KEY is not set. Nothing was sent. Set it, ' +
            'then run again.',
    );
}

// A mail that was refused for now was not written; any other failure may be one that was.
function retryingMails(
    { clock, stopCalls, target: { tenant, connection } }: CheckedRun,
    { rateShare }: Pick<ResetSettings, 'rateShare'>,
    clientId: string | undefined,
): RequestPasswordMail {
    const limiter = new RateLimiter(clock, rateShare);
    const mail = openPasswordMailApi(tenant.domain, connection.name, clientId, limiter.record);
    const { signal } = stopCalls;
    return (email) =>
        withRetry(
            clock,
            () => limiter.run('others', () => mail(email), signal),
            ({ nothingHappened }) => nothingHappened,
            signal,
        );
}

async function sendOrPlan(
    run: Run,
    { send, campaign, perMinute, file, column, encoding }: ChosenReset,
    isConfirmed: boolean,
    mail: RequestPasswordMail,
): Promise<ResetCampaign> {
    const { store, time, target } = run;
    const list =
        file === undefined
            ? undefined
            : await readSelectionFile(
                  resolve(run.projectFolder, file),
                  { column, encoding },
                  { named: 'of `--file`', asTable: '`--column <name>`' },
              );
    const startedAt = new Date(time.clock.now()).toISOString();
    const pass = { number: store.journal.state.pass + 1, startedAt, isFirstOfAttempt: true };
    const memory = new CampaignMemory(run, campaign);
    const tickets = await TicketFile.open(store.artifacts, campaign);
    // A ticket that was written is one that was made, also where a kill came before the journal.
    for (const account of tickets.newestAccounts)
        if (memory.stateOf(account) === 'unknown') await memory.finish(account, 'sent');
    const exported = await exportUsers(run, pass);
    const [work, leftArtifact] = [
        artifactName(pass.number, 'resets.ndjson'),
        artifactName(pass.number, 'unreset.ndjson'),
    ];
    const left = new StayingUsers<NoResetReason>(store.artifacts, leftArtifact);
    try {
        return await endOrAbort([left], async () => {
            const listed = await listCandidates(run, exported, work, {
                memory,
                left,
                ...(list === undefined ? {} : { list }),
            });
            // A later pass must not take these for the target as it will be then.
            for (const { artifact } of [exported.source, exported.target]) await store.artifacts.remove(artifact);
            let sent = 0;
            if (isConfirmed)
                sent = await sendResets(run, work, {
                    ...{ perMinute, memory, left },
                    send: async (candidate) => {
                        if (send === 'mails') {
                            await mail(candidate.email);
                            return;
                        }
                        const { userId, createdAt, email } = candidate;
                        const ticket = await target.tenant.createPasswordTicket(target.connection.id, email);
                        await tickets.add({ userId, createdAt, email, ticket });
                    },
                });
            return {
                ...{ due: listed.candidates, dueByReason: listed.byReason, sent, sentBefore: listed.alreadySent },
                ...{ left: left.byReason, leftArtifact: store.artifacts.locate(leftArtifact) },
                unmatchedLines: list?.unmatchedLines() ?? [],
                ticketArtifacts: (await tickets.names()).map((name) => store.artifacts.locate(name)),
            };
        });
    } finally {
        await store.ephemeral.remove(work);
    }
}
