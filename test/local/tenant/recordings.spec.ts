import assert from 'node:assert/strict';
import { createManualClock, type ManualClock } from '../../../local/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';
import { differences, type Ids, idsIn, learnIds, translateIds } from './recordings/compare-answers.ts';
import { KNOWN_DIFFERENCES } from './recordings/known-differences.ts';
import { type Interaction, RECORDINGS_FOLDER, type Recording, readRecordings } from './recordings/recording.ts';

const NOT_SERVED = 501;
const JOB_DURATION_MS = 10_000;
const BETWEEN_CALLS_MS = 250;

const DATABASE = 'Username-Password-Authentication';

describe('local tenant, against recorded traffic of Auth0', () => {
    const recordings = readRecordings();
    const outcomes = new Map<string, 'agrees' | 'differs' | 'not served'>();

    before(function () {
        if (recordings.length > 0) return;
        process.stdout.write(`Skipped: no recordings in ${RECORDINGS_FOLDER}; set AUTH0_FACTS to the facts' folder.\n`);
        this.skip();
    });

    for (const recording of recordings)
        it(`answers as in ${recording.name}`, async () => {
            const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
            const tenant = await openTenant({ clock, jobRate: 1, seed: seedOf(recording) });
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

    after(() => {
        const count = (wanted: string) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
        process.stdout.write(
            `      ${count('agrees')} agree, ${count('differs')} differ, ${count('not served')} not served\n`,
        );
    });

    it('agrees in at least nineteen of twenty interactions', () => {
        const counts = { agrees: 0, differs: 0, 'not served': 0 };
        for (const outcome of outcomes.values()) counts[outcome] += 1;
        assert.ok(counts.agrees / (counts.agrees + counts.differs) >= 0.95, JSON.stringify(counts));
    });
});

/** What was there before the recording began, as far as it shows. */
function seedOf({ interactions }: Recording): object[] {
    const shown = interactions
        .flatMap(({ answer }) => (parse(answer) as { connections?: { name?: string }[] } | null)?.connections ?? [])
        .find(({ name }) => name === DATABASE) as { options: object; enabled_clients: string[] } | undefined;
    const { options = { requires_username: true }, enabled_clients: clients = ['test-client_id'] } = shown ?? {};
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
    outcomes: Map<string, 'agrees' | 'differs' | 'not served'>,
): Promise<string[]> {
    const ids: Ids = new Map();
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
