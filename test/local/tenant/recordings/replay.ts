import { createManualClock, type ManualClock } from '../../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from '../open-tenant.ts';
import { differences, type Ids, idsIn, learnIds, translateIds } from './compare-answers.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import type { Interaction, Recording } from './recording.ts';

const NOT_SERVED = 501;
const JOB_DURATION_MS = 10_000;
const BETWEEN_CALLS_MS = 250;

// What stands in some recordings for the ID of a user, which was removed from them.
const REMOVED_USER_ID: [string, string] = ['UserID', 'auth0|recorded-user'];

const DATABASE = 'Username-Password-Authentication';

/** How each interaction ended, by its place, such as `TestUserManager_Link #3`. */
export type Outcomes = Map<string, 'agrees' | 'differs' | 'not served'>;

/** Counts how interactions ended. */
export function countOutcomes(outcomes: Outcomes): { agrees: number; differs: number; notServed: number } {
    const count = (wanted: string) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
    return { agrees: count('agrees'), differs: count('differs'), notServed: count('not served') };
}

/**
 * Replays a recording, in order, against a fresh local tenant.
 *
 * @param outcomes - the ends of its interactions are added to it
 * @returns the differences that are not known
 */
export async function replayRecording(recording: Recording, outcomes: Outcomes): Promise<string[]> {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    const tenant = await openTenant({ clock, jobRate: 1, seed: seedOf(recording) });
    try {
        return await replay(recording, tenant, clock, outcomes);
    } finally {
        await tenant.close();
    }
}

/** What was there before the recording began, as far as it shows. */
function seedOf({ interactions }: Recording): object[] {
    const shown = interactions
        .flatMap(({ answer }) => (parse(answer) as { connections?: { name?: string }[] } | null)?.connections ?? [])
        .find(({ name }) => name === DATABASE) as { options: object; enabled_clients: string[] } | undefined;
    // The recorded sign-ups have passwords without upper case or digits.
    const {
        options = { requires_username: true, passwordPolicy: 'low' },
        enabled_clients: clients = ['test-client_id'],
    } = shown ?? {};
    const client = { client_id: 'test-client_id', token_endpoint_auth_method: 'none', grant_types: ['password'] };
    const hasLogins = interactions.some(({ path }) => path === '/oauth/token');
    return [
        { connection: { name: DATABASE, options, enabled_clients: clients } },
        ...(hasLogins
            ? [
                  { client: { name: 'Test', ...client } },
                  { settings: { default_directory: DATABASE } },
                  { user: { connection: DATABASE, username: 'test-user', password: 'Testpassword123!' } },
              ]
            : []),
    ];
}

async function replay(
    { name, interactions }: Recording,
    tenant: OpenTenant,
    clock: ManualClock,
    outcomes: Outcomes,
): Promise<string[]> {
    const ids: Ids = new Map([REMOVED_USER_ID]);
    const neverMade = new Set<string>();
    const problems: string[] = [];
    for (const [index, interaction] of interactions.entries()) {
        const place = `${name} #${index}`;
        clock.advance(BETWEEN_CALLS_MS);
        // Those who recorded waited until their jobs were done.
        if (/\/jobs\/job_/.test(interaction.path)) clock.advance(JOB_DURATION_MS);
        const response = await send(interaction, tenant, ids);
        const recorded = parse(interaction.answer);
        // What a route that isn't served would have made is missing from then on.
        if (response.status === NOT_SERVED || [...neverMade].some((id) => interaction.path.includes(id))) {
            outcomes.set(place, 'not served');
            for (const id of idsIn(recorded)) if (!ids.has(id)) neverMade.add(id);
            continue;
        }
        const ours = parse(await response.text());
        learnIds(recorded, ours, ids);
        const found = differences(recorded, ours, ids);
        if (response.status !== interaction.status)
            found.unshift(`status ${interaction.status}, got ${response.status}: ${JSON.stringify(ours)}`);
        const contentType = response.headers.get('content-type');
        if (interaction.status !== 204 && contentType !== interaction.answerContentType)
            found.push(`content type ${interaction.answerContentType ?? 'none'}, got ${contentType ?? 'none'}`);
        outcomes.set(place, found.length === 0 ? 'agrees' : 'differs');
        if (!Object.hasOwn(KNOWN_DIFFERENCES, place)) problems.push(...found.map((text) => `${place} ${text}`));
    }
    return problems;
}

async function send(interaction: Interaction, tenant: OpenTenant, ids: Ids): Promise<Response> {
    const path = translateIds(interaction.path, ids);
    const body = translateIds(interaction.body, ids);
    const hasBody = body !== '' && interaction.method !== 'GET';
    const isManagement = path.startsWith('/api/v2/');
    return tenant.fetch(`https://${tenant.domain}${path}`, {
        method: interaction.method,
        headers: {
            'content-type': interaction.contentType ?? 'application/json',
            ...(isManagement && { authorization: `Bearer ${await tenant.token()}` }),
        },
        ...(hasBody && { body }),
    });
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
