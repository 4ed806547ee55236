import { digestFields } from '../identity/field-digests.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { readItem, readWorkList, type WorkList } from '../imports/work-list.ts';
import { MOST_NAMED, type NamedUser } from '../migration.ts';
import type { Counts } from '../plan/plan-counts.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { jsonLines } from '../run-store/json-lines.ts';
import { LEDGER_FIELDS, type Ledger, type LedgerField, type LedgerRecord } from '../run-store/ledger.ts';

/** Users that are wrong or missing and that are listed one by one; behind them they are only counted. */
const MOST_LISTED = 100_000;

interface Mismatch {
    readonly line: number;
    readonly sourceUserId: string;
    readonly missing: boolean;
    /** What the target has. */
    readonly email?: unknown;
    readonly fields: readonly {
        readonly field: LedgerField;
        readonly sentDigest: string;
        readonly foundDigest: string;
        readonly found?: unknown;
    }[];
}

/**
 * Collects the users that are wrong or missing: each field with a digest of what was sent and of what was found, so that two lists
 * can be compared without a value in them.
 */
export class MismatchList {
    /** Name of the artifact that lists them. */
    readonly artifact: string;
    private readonly artifacts: Artifacts;
    private readonly withValues: boolean;
    private readonly mismatches: Mismatch[] = [];
    private readonly byField = new Map<string, number>();

    /**
     * Makes an empty list.
     *
     * @param withValues - whether addresses and the values themselves may stand in it
     */
    constructor(artifacts: Artifacts, artifact: string, withValues: boolean) {
        this.artifacts = artifacts;
        this.artifact = artifact;
        this.withValues = withValues;
    }

    /**
     * Adds a user.
     *
     * @param found - what the target has; without a user for one that is missing
     */
    add(
        key: { readonly line: number; readonly sourceUserId: string },
        known: LedgerRecord | undefined,
        found: { readonly user?: TargetUser | undefined; readonly fields?: readonly LedgerField[] },
        ledger: Pick<Ledger, 'digest'>,
    ): void {
        const { user, fields = [] } = found;
        for (const field of fields) this.byField.set(field, (this.byField.get(field) ?? 0) + 1);
        if (this.mismatches.length >= MOST_LISTED) return;
        const digests = user === undefined ? [] : digestFields(user.profile, (text) => ledger.digest(text));
        this.mismatches.push({
            ...key,
            missing: user === undefined,
            ...(this.withValues && user !== undefined ? { email: user.profile['email'] } : {}),
            fields: fields.map((field) => {
                const at = LEDGER_FIELDS.indexOf(field);
                return {
                    field,
                    sentDigest: (known?.fields[at] ?? 0).toString(16),
                    foundDigest: (digests[at] ?? 0).toString(16),
                    ...(this.withValues ? { found: user?.profile[field] } : {}),
                };
            }),
        });
    }

    /**
     * Writes the artifact.
     *
     * @param work - what was sent, for the values
     * @returns the first users by name, where that is allowed, and how often each field differs
     */
    async write(work: WorkList): Promise<{ readonly named: readonly NamedUser[]; readonly byField: Counts }> {
        const sent = this.withValues ? await this.sentRecords(work) : new Map<number, UserRecord>();
        const named: NamedUser[] = [];
        const lines = this.mismatches.map((mismatch) => {
            const user = sent.get(mismatch.line);
            if (!this.withValues) return mismatch;
            // An update says nothing of an address that stays.
            const address = user?.['email'] ?? mismatch.email;
            const email = typeof address === 'string' ? address : '';
            const fields = mismatch.fields.map((field) => ({ ...field, sent: user?.[field.field] }));
            if (named.length < MOST_NAMED) {
                const what = mismatch.missing ? 'missing' : `differs in ${fields.map(({ field }) => field).join(', ')}`;
                named.push({ sourceUserId: mismatch.sourceUserId, email, what });
            }
            return { ...mismatch, email, fields };
        });
        await this.artifacts.write(this.artifact, jsonLines(lines));
        return { named, byField: Object.fromEntries(this.byField) };
    }

    private async sentRecords(work: WorkList): Promise<Map<number, UserRecord>> {
        const lines = new Set(this.mismatches.map(({ line }) => line));
        const records = new Map<number, UserRecord>();
        for await (const items of readWorkList(work)) {
            for (const item of items) if (lines.has(item.line)) records.set(item.line, readItem(item).user);
        }
        return records;
    }
}
