import assert from 'node:assert/strict';
import { createManualClock, type ManualClock } from '../../../local/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';
import { differences, type Ids, learnIds, translateIds } from './recordings/compare-answers.ts';
import { KNOWN_DIFFERENCES } from './recordings/known-differences.ts';
import { type Interaction, RECORDINGS_FOLDER, type Recording, readRecordings } from './recordings/recording.ts';

const NOT_SERVED = 501;
const JOB_DURATION_MS = 10_000;

// What was there before the recordings began, as far as their requests show.
const SEED = [
    { client: { name: 'First', client_id: 'first' } },
    {
        client: {
            name: 'Test',
            client_id: 'test-client_id',
            token_endpoint_auth_method: 'none',
            grant_types: ['password'],
        },
    },
    {
        connection: {
            name: 'Username-Password-Authentication',
            options: { requires_username: true },
            enabled_clients: ['first', 'test-client_id'],
        },
    },
    { settings: { default_directory: 'Username-Password-Authentication' } },
    {
        user: {
            connection: 'Username-Password-Authentication',
            username: 'test-user',
            password: 'Testpassword123!',
        },
    },
];

describe('local tenant, against recorded traffic of Auth0', () => {
    const recordings = readRecordings();
    const outcomes = new Map<string, 'agrees' | 'differs' | 'not served'>();

    before(function () {
        if (recordings.length > 0) return;
        console.warn(`Skipped: no recordings in ${RECORDINGS_FOLDER} (set AUTH0_FACTS to the folder of the facts).`);
        this.skip();
    });

    for (const recording of recordings)
        it(`answers as in ${recording.name}`, async () => {
            const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
            const tenant = await openTenant({ clock, seed: SEED });
            try {
                const problems = await replay(recording, tenant, clock, outcomes);
                assert.deepEqual(problems, []);
            } finally {
                await tenant.close();
            }
        });

    it('differs wherever it is known to differ', () => {
        const differing = [...outcomes].filter(([, outcome]) => outcome === 'differs').map(([place]) => place);
        assert.deepEqual(differing.sort(), Object.keys(KNOWN_DIFFERENCES).sort());
    });

    it('agrees in at least nineteen of twenty interactions', () => {
        const counts = { agrees: 0, differs: 0, 'not served': 0 };
        for (const outcome of outcomes.values()) counts[outcome] += 1;
        assert.ok(counts.agrees / (counts.agrees + counts.differs) >= 0.95, JSON.stringify(counts));
    });
});

async function replay(
    { name, interactions }: Recording,
    tenant: OpenTenant,
    clock: ManualClock,
    outcomes: Map<string, 'agrees' | 'differs' | 'not served'>,
): Promise<string[]> {
    const ids: Ids = new Map();
    const problems: string[] = [];
    for (const [index, interaction] of interactions.entries()) {
        const place = `${name} #${index}`;
        // Those who recorded waited until their jobs were done.
        if (/\/jobs\/job_/.test(interaction.path)) clock.advance(JOB_DURATION_MS);
        const response = await send(interaction, tenant, ids);
        if (response.status === NOT_SERVED) {
            outcomes.set(place, 'not served');
            continue;
        }
        const [recorded, ours] = [parse(interaction.answer), parse(await response.text())];
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
