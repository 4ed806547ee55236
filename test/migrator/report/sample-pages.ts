import type { Plan } from '../../../migrator/plan/plan.ts';
import { historyOf } from '../../../migrator/report/history.ts';
import { renderPlanPage } from '../../../migrator/report/plan-page.ts';
import type { Report } from '../../../migrator/report/report.ts';
import { formatReportPage } from '../../../migrator/report/report-page.ts';
import type { JobRow } from '../../../migrator/run-store/job-history.ts';

const START = Date.parse('2026-11-26T21:00:00Z');
const NO_ASSIGNED = { roles: 0, organizations: 0, memberRoles: 0, connections: 0, permissions: 0, links: 0 };
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

/** Makes the jobs of one pass: two at once, with a slow stretch in the middle. */
function inventJobs(users: number, secondsOfJob: number, refused = 0, usersOfJob = 509): JobRow[] {
    const count = Math.ceil(users / usersOfJob);
    let busyUntil = [START, START + 700];
    return Array.from({ length: count }, (_, index) => {
        const [submittedAt = 0, other = 0] = busyUntil.toSorted((a, b) => a - b);
        const isSlow = index > count * 0.55 && index < count * 0.7;
        const endedAt = submittedAt + secondsOfJob * (isSlow ? 1_900 : 1_000 + ((index * 37) % 150));
        busyUntil = [endedAt + 400, other];
        const size = index === count - 1 ? users - usersOfJob * (count - 1) : usersOfJob;
        const bad = index === 2 ? refused : 0;
        return {
            ...{ pass: 1, name: String(index + 1), jobId: `job_${String(index + 1).padStart(16, 'x')}`, users: size },
            ...{ submittedAt, endedAt, inserted: size - bad, updated: 0, refused: bad, polls: 2 },
        };
    });
}

const VERIFIED: Report = {
    schemaVersion: 2,
    runId: '0001-legacy-to-customers-4f2a9c1d',
    pass: 1,
    description: 'Customers of the old shop move into the shared tenant.',
    source: 'legacy-customers (old.example.com)',
    target: 'customers (new.example.com)',
    sourceUsers: 2_400,
    imported: 2_400,
    ...{ existing: 0, excluded: 0, rejected: 0, deletedInTarget: 0, awaitingApproval: 0 },
    ...{ goneFromSource: 0, lostFactors: 0, factorsToEnroll: {}, changedPasswords: 0 },
    thisPass: { new: 2_400, updated: 0, unchanged: 0, deleted: 0, changedInTarget: 0, conflicts: 0 },
    passes: [{ pass: 1, new: 2_400, updated: 0, phase: 'copy', startedAt: at(-20), finishedAt: at(40) }],
    ...{ excludedByReason: {}, rejectedByReason: {}, hashesByAlgorithm: { bcrypt: 2_400 }, missingHashesByReason: {} },
    droppedFields: { logins_count: 2_213, last_ip: 2_213 },
    importJobs: 5,
    verified: {
        ...{ compared: 2_400, mismatched: 0, missing: 0, changedSince: 0, doubled: 0 },
        logins: { tried: 3, accepted: 3 },
    },
    isVerified: true,
    ghosts: { repair: 'plan-only', found: 0, repaired: 0, waiting: 0, healed: 0 },
    isEncrypted: false,
    startedAt: at(-20),
    finishedAt: at(40),
    artifacts: {
        ...{ excluded: '', mismatches: '', idMap: '', rejected: '', factors: '', gone: '', changedPasswords: '' },
    },
};

const LARGE: Report = {
    ...VERIFIED,
    pass: 3,
    sourceUsers: 2_048_576,
    ...{ imported: 2_041_702, existing: 1_204, excluded: 5_640, rejected: 17, deletedInTarget: 13 },
    thisPass: { new: 1_998_311, updated: 412, unchanged: 42_979, deleted: 3, changedInTarget: 88, conflicts: 2 },
    passes: [
        { pass: 1, new: 2_031_904, updated: 0, phase: 'copy', startedAt: at(-900), finishedAt: at(18_400) },
        { pass: 2, new: 9_200, updated: 310, phase: 'copy', startedAt: at(86_400), finishedAt: at(87_000) },
        {
            pass: 3,
            new: 598,
            updated: 412,
            deleted: 3,
            phase: 'cutover',
            startedAt: at(90_000),
            finishedAt: at(90_700),
        },
    ],
    excludedByReason: {
        DUPLICATE_EMAIL_IN_SOURCE: 3_120,
        NOT_SELECTED: 1_806,
        WITHOUT_EMAIL: 512,
        LINKED_IN_SOURCE: 200,
        CHANGED_ON_BOTH_SIDES: 2,
    },
    rejectedByReason: { 'ghost DUPLICATED_USER': 12, 'refused INVALID_FORMAT': 5 },
    hashesByAlgorithm: { bcrypt: 1_804_410, 'pbkdf2-sha256': 190_203, none: 3_698 },
    missingHashesByReason: { PASSWORD_HASH_MISSING: 3_610, HASH_UNSUPPORTED_PHPASS: 88 },
    droppedFields: { logins_count: 1_923_114, last_ip: 1_923_114, multifactor: 41_200 },
    factorsToEnroll: { 'webauthn-platform': 801, 'push-notification': 40_399 },
    ...{ goneFromSource: 31, changedPasswords: 1_410, importJobs: 4_025 },
    verified: {
        ...{ compared: 2_041_702, mismatched: 0, missing: 0, changedSince: 88, doubled: 0 },
        logins: { tried: 5, accepted: 5 },
    },
    assignments: {
        wanted: { ...NO_ASSIGNED, roles: 311_870, organizations: 44_012, memberRoles: 12_400 },
        written: { ...NO_ASSIGNED, roles: 311_870, organizations: 44_012, memberRoles: 12_400 },
        ...{ missing: NO_ASSIGNED, removed: { ...NO_ASSIGNED, roles: 14 }, takenAway: { ...NO_ASSIGNED, roles: 2 } },
        ...{ added: NO_ASSIGNED, linkedElsewhere: { 'google-oauth2': 8_120 }, differingLinks: {} },
        ...{ invitations: 24, renewedInvitations: 0, refused: 0, calls: 9_412 },
        made: { roles: 0, organizations: 0 },
    },
    ghosts: { repair: 'by-login', found: 12, repaired: 0, waiting: 3, healed: 1 },
    isEncrypted: true,
    ...{ startedAt: at(90_000), finishedAt: at(90_700) },
};

const FAILED: Report = {
    ...VERIFIED,
    ...{ imported: 2_385, excluded: 3, rejected: 12 },
    excludedByReason: { LINE_UNREADABLE: 3 },
    rejectedByReason: { 'refused INVALID_FORMAT': 12 },
    verified: {
        ...{ compared: 2_385, mismatched: 4, missing: 9, changedSince: 0, doubled: 0 },
        logins: { tried: 3, accepted: 1 },
    },
    isVerified: false,
};

const PLAN: Plan = {
    schemaVersion: 3,
    madeAt: at(-7_200),
    digest: '9f4b8d0c2e61a7357df1f4c0b2a9e8c64417d5a3f0b1c2d3e4f5061728394a5b',
    description: 'Customers of the old shop move into the shared tenant.',
    definitionDigest: 'b'.repeat(64),
    sourceDigest: 'c'.repeat(64),
    source: 'legacy-customers (old.example.com)',
    target: 'customers (new.example.com)',
    userIds: 'regenerate',
    existingUsers: 'skip',
    users: {
        ...{ source: 48_210, new: 47_020, updated: 0, existing: 310, excluded: 880, moved: 0 },
        ...{ changedInTarget: 0, deletedInTarget: 0, inTarget: 1_204 },
    },
    excludedByReason: { DUPLICATE_EMAIL_IN_SOURCE: 640, WITHOUT_EMAIL: 240 },
    hashesByAlgorithm: { bcrypt: 45_900, none: 1_120 },
    missingHashesByReason: { PASSWORD_HASH_MISSING: 1_120 },
    replacedFields: {},
    droppedFields: { logins_count: 39_120, multifactor: 812 },
    notices: { MULTIFACTOR_ENROLLED: 812, LINKED_IDENTITIES: 96 },
    files: { count: 93, bytes: 46_114_902 },
    calls: {
        'POST /api/v2/jobs/users-imports': 93,
        'GET /api/v2/jobs/{id}': 294,
        'POST /api/v2/jobs/users-exports': 3,
        'POST /oauth/token': 2,
    },
    pace: { usersPerSecondAndJob: 55.6, basis: 'documented', jobsAtOnce: 2, ratePlan: 'enterprise' },
    minutes: { expected: 8, enterprise: 8, free: 71 },
    findings: [
        {
            code: 'PASSWORD_POLICY',
            level: 'note',
            message: '45,900 users keep their passwords, which cannot be checked against the policy of the target.',
        },
    ],
    losses: [
        { what: 'sessions and refresh tokens', consequence: 'everybody has to log in again', users: undefined },
        {
            what: 'WebAuthn, passkeys, push factors and recovery codes',
            consequence: 'their owners have to enroll again',
            users: 812,
        },
        { what: '`created_at`', consequence: 'set to the import time', users: 48_210 },
    ],
    refusals: [],
    excludedList: '.auth0-user-migration/0001-legacy-to-customers-4f2a9c1d/plan/pass-1-excluded.ndjson',
};

const REFUSED: Plan = {
    ...PLAN,
    findings: [
        ...PLAN.findings,
        {
            code: 'ROLES_MISSING',
            level: 'warning',
            message:
                "The target has none of the roles `Support` and `Billing`, which 310 users have. Create them, or say `missing: 'create'`.",
        },
    ],
    refusals: [
        {
            code: 'PASSWORD_HASHES_MISSING',
            message:
                "1,120 users have no password hash in the export, and the definition says `whenMissing: 'refuse'`. Complete the export, or let them set a new password (`whenMissing: 'reset'`).",
        },
        {
            code: 'MISSING_SCOPES',
            message:
                'The token for new.example.com lacks the scopes `create:users` and `read:roles`. Grant them to the application, then plan again.',
        },
    ],
};

const NOBODY: Plan = {
    ...PLAN,
    users: { ...PLAN.users, new: 0, moved: 47_020, existing: 310, excluded: 880, inTarget: 48_224 },
    ...{ hashesByAlgorithm: {}, missingHashesByReason: {}, notices: {}, findings: [], droppedFields: {} },
    files: { count: 0, bytes: 0 },
    calls: { 'POST /oauth/token': 2, 'POST /api/v2/jobs/users-exports': 3, 'GET /api/v2/jobs/{id}': 15 },
    minutes: { expected: 0, enterprise: 0, free: 0 },
};

const EMPTY: Report = {
    ...VERIFIED,
    ...{ sourceUsers: 0, imported: 0, importJobs: 0, hashesByAlgorithm: {}, droppedFields: {} },
    thisPass: { ...VERIFIED.thisPass, new: 0 },
    passes: [],
    verified: { ...VERIFIED.verified, compared: 0, logins: { tried: 0, accepted: 0 } },
};

/** A name that would run, break out of an attribute or push the page wide if it could. */
export const HOSTILE_NAME = `</title></style><script>document.title = 'hostile'</script><img src=x onerror="alert(1)">'${'w'.repeat(300)}`;

const HOSTILE: Plan = {
    ...REFUSED,
    ...{ description: HOSTILE_NAME, source: HOSTILE_NAME, target: HOSTILE_NAME, digest: HOSTILE_NAME },
    excludedByReason: { [HOSTILE_NAME]: 880 },
    assignments: {
        roles: { users: { [HOSTILE_NAME]: 12, ['`code` in a name']: 3 }, missing: [] },
        ...{ calls: { roles: 14 }, minutes: { roles: 1 }, writes: {}, limits: [] },
    },
    refusals: [{ code: 'MISSING_SCOPES', message: `\`${HOSTILE_NAME}\` is refused.` }],
    excludedList: `${HOSTILE_NAME}/pass-1-excluded.ndjson`,
};

const FOLDER = `.auth0-user-migration/${VERIFIED.runId}`;

function pageOf(report: Report, jobs: readonly JobRow[], laterPass?: number): string {
    const history = historyOf({ passes: report.passes, milestones: [] });
    return formatReportPage(report, { jobs, slots: 2, history, folder: FOLDER, laterPass });
}

/** Pages of plans and reports as people meet them, with invented numbers: one of each verdict, small and large. */
export const SAMPLE_PAGES: Readonly<Record<string, string>> = {
    'a small verified run': pageOf(VERIFIED, inventJobs(2_400, 8)),
    'an encrypted run': pageOf({ ...VERIFIED, isEncrypted: true }, inventJobs(2_400, 8)),
    'a run whose next pass has not finished': pageOf(VERIFIED, inventJobs(2_400, 8), VERIFIED.pass + 1),
    'a run of two million users': pageOf(LARGE, inventJobs(2_048_576, 160, 17, 9_000)),
    'a run that was not verified': pageOf(FAILED, inventJobs(2_400, 8, 12)),
    'a plan that is ready': renderPlanPage({ ...PLAN, missingHashesByReason: {} }),
    'a plan that is refused': renderPlanPage(REFUSED),
    'a plan that moves nobody': renderPlanPage(NOBODY),
    'a run of an empty source': pageOf(EMPTY, []),
    'a plan full of hostile names': renderPlanPage(HOSTILE),
};
