import { MigrationError } from '../errors.ts';
import { exportConnection } from '../exports/export-connection.ts';
import {
    type ClassifiedRejection,
    MOST_NAMED,
    type NamedUser,
    type ReconciledMigration,
    type VerifiedMigration,
} from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import type { UserRecord } from '../records/user-record.ts';
import { artifactName, type Run, stopIfAsked } from '../run/run.ts';
import { EXPORTABLE_FIELDS } from '../tenant/limits.ts';
import { differingFields } from '../users/differing-fields.ts';
import { emailKey } from '../users/import-record.ts';
import { mismatchLineOf } from '../users/mismatch-line.ts';
import type { PlannedUser } from '../users/user-fate.ts';

interface Comparison {
    readonly user: PlannedUser;
    readonly profile: UserRecord | undefined;
    readonly fields: readonly string[];
}

/**
 * Exports the target and compares every field of every user that was sent.
 *
 * One job instead of a million look-ups. The export stays on disk; memory holds a digest and an offset a user. Writes the ID
 * map on the way.
 *
 * @throws {MigrationError} what an export throws; a user that differs is counted, not thrown
 */
export async function verifyUsers(run: Run, reconciled: ReconciledMigration): Promise<VerifiedMigration> {
    stopIfAsked(run);
    const artifact = artifactName(run, 'verification.ndjson');
    await exportConnection(run, run.target, artifact, EXPORTABLE_FIELDS, () => undefined);
    const offsets = await indexByEmail(run, artifact);
    const file = run.artifacts.openForRandomAccess(artifact);
    const mismatchArtifact = artifactName(run, 'mismatches.ndjson');
    const idMapArtifact = artifactName(run, 'id-map.ndjson');
    const named: NamedUser[] = [];
    const tally = { compared: 0, mismatched: 0, missing: 0, byField: new Map<string, number>() };
    const find = (email: string): UserRecord | undefined => {
        const offset = offsets.get(digest64(emailKey(email)));
        return offset === undefined ? undefined : (JSON.parse(file.lineAt(offset).toString('utf8')) as UserRecord);
    };
    async function* comparisons(): AsyncGenerator<Comparison[]> {
        for await (const users of sentUsers(reconciled)) {
            stopIfAsked(run);
            yield users.map((user) => {
                const profile = find(user.user.email);
                return { user, profile, fields: profile === undefined ? [] : differingFields(user.user, profile) };
            });
        }
    }
    async function* idMapLines(): AsyncGenerator<Buffer> {
        for await (const compared of comparisons()) {
            for (const { profile, fields } of compared) {
                tally.compared += 1;
                if (profile === undefined) tally.missing += 1;
                if (fields.length > 0) tally.mismatched += 1;
                for (const field of fields) tally.byField.set(field, (tally.byField.get(field) ?? 0) + 1);
            }
            run.onProgress({ stage: 'verify', done: tally.compared, total: reconciled.plan.counts.planned });
            yield linesOf(
                compared.filter(({ profile }) => profile !== undefined),
                ({ user, profile }) => ({ from: user.sourceUserId, to: profile?.['user_id'] }),
            );
        }
    }
    async function* mismatchLines(): AsyncGenerator<Buffer> {
        for await (const compared of comparisons()) {
            yield linesOf(
                compared.filter(({ profile, fields }) => profile === undefined || fields.length > 0),
                ({ user, profile, fields }) => {
                    if (run.withIdentifiers && named.length < MOST_NAMED) named.push(nameOf(user, fields));
                    return mismatchLineOf(user, profile, fields, run.withIdentifiers);
                },
            );
        }
    }
    try {
        await run.artifacts.write(idMapArtifact, idMapLines());
        // A second walk only where something differs, so that the list need not be held in memory.
        const isClean = tally.missing + tally.mismatched === 0;
        await run.artifacts.write(mismatchArtifact, isClean ? [] : mismatchLines());
    } finally {
        file.close();
    }
    const { compared, mismatched, missing, byField } = tally;
    const answers = await run.loginProbes.logIn();
    const accepted = answers.filter((answer) => answer === 'accepted').length;
    return {
        ...reconciled,
        verification: {
            compared,
            mismatched,
            missing,
            logins: { tried: answers.length, accepted },
            named,
            mismatchesByField: Object.fromEntries(byField),
            mismatchArtifact,
            idMapArtifact,
        },
    };
}

/**
 * Refuses a run whose users are not in the target as they were planned, or whose probes cannot log in.
 *
 * @throws {MigrationError} `VERIFICATION_FAILED` with the counts and the fields
 */
export function refuseMismatches({ verification }: VerifiedMigration): void {
    const { mismatched, missing, compared, mismatchesByField, mismatchArtifact, logins } = verification;
    if (mismatched === 0 && missing === 0) {
        if (logins.accepted < logins.tried) throw refusedLogins(logins);
        return;
    }
    const fields = Object.entries(mismatchesByField)
        .map(([field, count]) => `${field} (${count})`)
        .join(', ');
    throw new MigrationError(
        'VERIFICATION_FAILED',
        `Of ${compared} users that were sent, ${missing} are not in the target and ${mismatched} differ` +
            `${fields === '' ? '' : ` in ${fields}`}. The artifact ${mismatchArtifact} names them. Somebody else may have changed the target ` +
            'meanwhile: look at some of them, then run again to compare anew.',
        { retryable: true },
    );
}

function refusedLogins({ tried, accepted }: VerifiedMigration['verification']['logins']): MigrationError {
    return new MigrationError(
        'VERIFICATION_FAILED',
        `Every user is in the target as it was planned, and ${tried - accepted} of ${tried} login probes were refused: the password is ` +
            'another one, the account was not there to be imported, or its hash is not what it says. Look at these accounts and at the ' +
            'tenant log, for other passwords may not work either.',
        { retryable: true },
    );
}

function nameOf({ sourceUserId, user }: PlannedUser, fields: readonly string[]): NamedUser {
    const what = fields.length === 0 ? 'missing' : `differs in ${fields.join(', ')}`;
    return { sourceUserId, email: user.email, what };
}

async function* sentUsers({ plan, rejections }: ReconciledMigration): AsyncGenerator<PlannedUser[]> {
    const absent = new Set(rejections.filter(isAbsent).map(({ line }) => line));
    for await (const fates of plan.fates()) {
        yield fates.filter((fate): fate is PlannedUser => fate.fate === 'planned' && !absent.has(fate.line));
    }
}

function linesOf<T>(items: readonly T[], toObject: (item: T) => object): Buffer {
    return Buffer.from(items.map((item) => `${JSON.stringify(toObject(item))}\n`).join(''));
}

function isAbsent(rejection: ClassifiedRejection): boolean {
    return rejection.class !== 'imported' && rejection.class !== 'repaired';
}

async function indexByEmail(run: Run, artifact: string): Promise<DigestTable> {
    const offsets = new DigestTable();
    for await (const lines of splitLines(run.artifacts.read(artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes, offset } of lines) {
            const { email } = JSON.parse(bytes.toString('utf8')) as { email?: unknown };
            if (typeof email === 'string') offsets.add(digest64(emailKey(email)), offset);
        }
    }
    return offsets;
}
