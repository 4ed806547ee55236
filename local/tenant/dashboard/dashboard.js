// Shows what the control API tells, again and again. Whatever comes from the tenant is text: nothing here writes HTML.

const INTERVAL_MS = 1000;
const USERS_PER_PAGE = 25;

const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en');

const ask = async (path) => {
    const response = await fetch(`/_local/${path}`, { headers: { accept: 'application/json' } });
    const body = await response.json();
    if (!response.ok) throw new Error(body.message ?? `status ${response.status}`);
    return body;
};

const element = (name, { text, className, ...properties } = {}) => {
    const made = Object.assign(document.createElement(name), properties);
    if (text !== undefined) made.textContent = String(text);
    if (className !== undefined) made.className = className;
    return made;
};

const cell = (text, className) => element('td', { text, className });
const codeCell = (text, className) => {
    const made = cell(undefined, className);
    made.append(element('code', { text }));
    return made;
};
const heading = (text) => element('th', { text, scope: 'row' });

const linkButton = (text, onclick) => element('button', { text, type: 'button', className: 'link', onclick });
const shownTime = (iso) => iso.replace('T', ' ').replace(/\.\d+Z$/, '');
const shownCount = (count, one, many = `${one}s`) => `${number.format(count)} ${count === 1 ? one : many}`;

// Rows are replaced only when something changed: nobody who has the focus in one, or reads, is disturbed.
const last = new Map();
const showRows = (id, items, toRow) => {
    const text = JSON.stringify(items);
    if (last.get(id) === text) return;
    last.set(id, text);
    const body = byId(id);
    const columns = body.closest('table').querySelectorAll('thead th').length;
    const rows = items.map((item) => {
        const row = element('tr');
        row.append(...toRow(item));
        return row;
    });
    if (rows.length === 0) {
        const row = element('tr');
        row.append(element('td', { text: body.dataset.empty, colSpan: columns, className: 'empty' }));
        rows.push(row);
    }
    body.replaceChildren(...rows);
};

const showDetail = (title, content) => {
    byId('detail-title').textContent = title;
    byId('detail-text').textContent = JSON.stringify(content, undefined, 2);
    byId('detail').showModal();
};

const showGhosts = async ({ id, name }) => {
    const { identities } = await ask(`connections/${encodeURIComponent(id)}/identities?ghosts=true&take=1000`);
    showDetail(`Ghosts of ${name}`, identities);
};

const origin = ({ custom_database: isCustom, import_mode: importMode, strategy }) => {
    if (!isCustom) return strategy === 'auth0' ? 'Auth0' : strategy;
    return importMode ? 'custom database, import mode on' : 'custom database, import mode off';
};

const showConnections = (connections) => {
    showRows('connection-rows', connections, (connection) => {
        const ghosts = cell(connection.ghosts === 0 ? '0' : undefined, 'number');
        if (connection.ghosts > 0)
            ghosts.append(linkButton(number.format(connection.ghosts), () => void showGhosts(connection)));
        return [
            heading(connection.name),
            cell(number.format(connection.identities), 'number'),
            ghosts,
            cell(number.format(connection.enabled_clients.length), 'number'),
            cell(origin(connection)),
            codeCell(connection.id),
        ];
    });
    const select = document.forms.search.elements.connection;
    const names = ['', ...connections.map(({ name }) => name)];
    if ([...select.options].map(({ value }) => value).join('\n') === names.join('\n')) return;
    const chosen = select.value;
    select.replaceChildren(...names.map((name) => element('option', { value: name, text: name || 'all' })));
    select.value = names.includes(chosen) ? chosen : '';
};

const STATUS_CLASSES = { completed: 'good', pending: 'busy', failed: 'bad' };

const outcomeOf = (job) => {
    if (job.summary !== undefined) {
        const { inserted, updated, failed } = job.summary;
        return `${number.format(inserted)} inserted, ${number.format(updated)} updated, ${number.format(failed)} failed`;
    }
    if (job.status_details !== undefined) return job.status_details;
    if (job.processed !== undefined) return `${shownCount(job.processed, 'user')} so far`;
    return '';
};

const showJobs = (jobs) => {
    showRows('job-rows', jobs.map(({ location, ...job }) => job).reverse(), (job) => [
        cell(shownTime(job.created_at)),
        cell(job.type === 'users_import' ? 'import' : `export, ${job.format}`),
        cell(job.status, STATUS_CLASSES[job.status]),
        cell(outcomeOf(job)),
        cell(job.connection ?? 'all'),
        codeCell(job.id),
    ]);
};

const statusClass = (status) => (status === null || status >= 500 ? 'bad' : status >= 400 ? 'busy' : 'good');

// A program that waits for a job asks for it again and again: the same call in a row is one row, with the latest time.
const withoutRepeats = (calls) => {
    const rows = [];
    for (const call of calls) {
        const row = rows.at(-1);
        const isRepeat = ['method', 'url', 'status'].every((key) => row?.[key] === call[key]);
        if (row !== undefined && isRepeat) row.times += 1;
        else rows.push({ ...call, times: 1 });
    }
    return rows;
};

const showCalls = ({ calls, recent }) => {
    showRows('recent-rows', withoutRepeats(recent).slice(0, 30), ({ times, ...call }) => {
        const made = codeCell(`${call.method} ${call.url}`);
        if (times > 1) made.append(element('span', { text: ` × ${number.format(times)}`, className: 'quiet' }));
        return [
            cell(shownTime(call.at).slice(11)),
            cell(call.status ?? 'dropped', statusClass(call.status)),
            cell(number.format(call.duration_ms), 'number'),
            made,
        ];
    });
    showRows('route-rows', calls, (call) => [
        codeCell(call.route, 'call'),
        cell(number.format(call.count), 'number'),
        cell(
            Object.entries(call.statuses)
                .map(([status, count]) => `${status}: ${number.format(count)}`)
                .join(', '),
        ),
    ]);
};

const showFigures = (state, callCount) => {
    const pending = state.jobs.filter(({ status }) => status === 'pending').length;
    const figures = [
        ['Users', number.format(state.users)],
        ['Connections', number.format(state.connections.length)],
        ['Jobs', `${number.format(state.jobs.length)}${pending > 0 ? ` (${number.format(pending)} pending)` : ''}`],
        ['Calls', number.format(callCount)],
        ['Time', `${shownTime(state.now)} UTC${state.frozen ? ', frozen' : ''}`],
    ];
    byId('figures').replaceChildren(
        ...figures.map(([name, value]) => {
            const group = element('div');
            group.append(element('dt', { text: name }), element('dd', { text: value }));
            return group;
        }),
    );
};

const page = { number: 0, isUnderWay: false };

const showUsers = async () => {
    if (page.isUnderWay) return;
    page.isUnderWay = true;
    const { q, connection } = document.forms.search.elements;
    const query = new URLSearchParams({ page: page.number, per_page: USERS_PER_PAGE });
    if (q.value.trim() !== '') query.set('q', q.value.trim());
    if (connection.value !== '') query.set('connection', connection.value);
    try {
        const { users, total, start } = await ask(`users?${query}`);
        byId('users-problem').textContent = '';
        showRows('user-rows', users, (user) => {
            const name = heading();
            name.append(
                linkButton(user.email ?? user.username ?? user.phone_number ?? user.user_id, () =>
                    showDetail(user.user_id, user),
                ),
            );
            return [
                name,
                cell(user.name ?? ''),
                codeCell(user.user_id),
                cell(user.identities.map((identity) => identity.connection).join(', ')),
                cell(number.format(user.logins_count ?? 0), 'number'),
                cell(shownTime(user.created_at)),
            ];
        });
        const end = start + users.length;
        byId('page').textContent =
            total === 0 ? 'none' : `${number.format(start + 1)} to ${number.format(end)} of ${number.format(total)}`;
        byId('previous').disabled = page.number === 0;
        // As in the search itself, the first thousand can be paged through.
        byId('next').disabled = end >= total || end >= 1000;
    } catch (error) {
        byId('users-problem').textContent = error.message;
    } finally {
        page.isUnderWay = false;
    }
};

const live = (className, text) => {
    byId('dot').className = className;
    const shown = byId('live');
    if (shown.textContent !== text) shown.textContent = text;
};

let isPaused = false;
let callCount = -1;

const refresh = async () => {
    const [state, calls] = await Promise.all([ask('state'), ask('calls')]);
    showFigures(
        state,
        calls.calls.reduce((sum, { count }) => sum + count, 0),
    );
    showConnections(state.connections);
    showJobs(state.jobs);
    showCalls(calls);
    // A look through a million users is not made for nothing.
    const signature = JSON.stringify([state.users, state.jobs.map(({ processed }) => processed), calls.recent[0]]);
    if (signature !== callCount) await showUsers();
    callCount = signature;
    live('live', 'live');
};

const loop = async () => {
    if (!isPaused && !document.hidden)
        await refresh().catch(() => {
            live('lost', 'no answer from the tenant');
        });
    setTimeout(loop, INTERVAL_MS);
};

byId('domain').textContent = location.host;
byId('pause').addEventListener('click', ({ currentTarget }) => {
    isPaused = !isPaused;
    currentTarget.setAttribute('aria-pressed', String(isPaused));
    live(isPaused ? '' : 'live', isPaused ? 'paused' : 'live');
});
document.forms.search.addEventListener('submit', (event) => {
    event.preventDefault();
    page.number = 0;
    void showUsers();
});
document.forms.search.elements.connection.addEventListener('change', () => {
    page.number = 0;
    void showUsers();
});
for (const [id, step] of [
    ['previous', -1],
    ['next', 1],
])
    byId(id).addEventListener('click', () => {
        page.number += step;
        void showUsers();
    });
void loop();
