// Who may import whom. The picture is in docs/architecture.md.
const only = (name, from, allowed, comment) => ({
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: {
        pathNot: [...allowed, '^node_modules/', '^node:'],
        dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-peer'],
    },
});

module.exports = {
    forbidden: [
        {
            name: 'no-cycles',
            severity: 'error',
            from: {},
            to: { circular: true },
        },
        { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
        {
            name: 'migrator-without-pulumi',
            comment: 'The migrator knows nothing of Pulumi.',
            severity: 'error',
            from: { path: '^migrator/' },
            to: { path: '^node_modules/@pulumi/' },
        },
        only('program', '^index\\.ts$', ['^components/index\\.ts$'], 'The program uses the public components.'),
        only(
            'components',
            '^components/',
            [
                '^components/',
                '^migrator/(index|counted|disclosure/(error-document|shell-command))\\.ts$',
                '^migrator/scripts/',
            ],
            'The code of the migrator is loaded at run time, by package name; that of scripts, of counted numbers and of links to documents is small.',
        ),
        {
            name: 'components-load-the-migrator-lazily',
            comment:
                'A static value import would pull the migrator into every program and into the serialized provider.',
            severity: 'error',
            from: { path: '^components/' },
            to: {
                path: '^migrator/',
                pathNot: '^migrator/(scripts/|counted\\.ts$|disclosure/(error-document|shell-command)\\.ts$)',
                dependencyTypesNot: ['type-only', 'dynamic-import'],
            },
        },
        only(
            'scripts-are-pure',
            '^migrator/scripts/',
            ['^migrator/scripts/'],
            'Custom database scripts are written and read as text: nothing runs them here, and programs of Pulumi load this room.',
        ),
        {
            name: 'scripts-have-no-io',
            severity: 'error',
            from: { path: '^migrator/scripts/' },
            to: { path: '^(node:)?(fs|fs/promises|http|https|net|child_process|worker_threads|vm|timers)$' },
        },
        only('migrations', '^migrations/', ['^migrator/index\\.ts$'], 'A definition says which users, never how.'),
        only('migrator', '^migrator/', ['^migrator/'], 'The migrator stands alone.'),
        {
            name: 'stages-are-independent',
            comment: 'A stage never imports another stage: the pipeline joins them.',
            severity: 'error',
            from: { path: '^migrator/stages/([^/]+)' },
            to: { path: '^migrator/stages/', pathNot: '^migrator/stages/$1' },
        },
        {
            name: 'stages-see-ports-only',
            comment: 'Adapters are chosen by the caller of the pipeline.',
            severity: 'error',
            from: {
                path: '^migrator/(stages|assignments|decisions|identity|imports|verification|users|checks|plan|ghosts|exports|cutover|decommission|replacement|rollback|resets)/',
            },
            to: {
                path: '^migrator/(tenant/[a-z-]+-api\\.ts$|run-store/(folder|memory)/)',
            },
        },
        {
            name: 'commands-are-independent',
            comment: 'A run is opened in one place; a command never stands on another.',
            severity: 'error',
            from: { path: '^migrator/commands/([^/]+)' },
            to: { path: '^migrator/commands/', pathNot: '^migrator/commands/$1' },
        },
        {
            name: 'users-are-pure',
            comment: 'Functions over user records: no I/O, no clock.',
            severity: 'error',
            from: { path: '^migrator/users/' },
            to: {
                path: '^(node:)?(fs|fs/promises|http|https|net|child_process|worker_threads|timers|timers/promises)$',
            },
        },
        only(
            'local',
            '^local/',
            ['^local/', '^cli/(status-line|terminal-text)\\.ts$'],
            'The local tenant shares no code with the migrator, so they cannot share a misunderstanding.',
        ),
        only(
            'local-packages',
            '^local/(tenant|pulumi)/',
            ['^local/$1/'],
            'Packages of their own: what is published of them lies in their folder.',
        ),
        only('cli', '^cli/', ['^cli/', '^migrator/index\\.ts$'], 'The command has no logic of its own.'),
        only(
            'examples',
            '^examples/',
            ['^examples/', '^components/index\\.ts$', '^migrator/index\\.ts$'],
            'An example uses what everybody can use.',
        ),
    ],
    options: {
        doNotFollow: { path: 'node_modules' },
        // Scripts of the sandbox, wrong ones among them.
        exclude: {
            path: '^(test/migrator/scripts/cases|test/components/fixtures/[^/]+/scripts|examples/[^/]+/scripts)/',
        },
        tsConfig: { fileName: 'tsconfig.json' },
        tsPreCompilationDeps: true,
        enhancedResolveOptions: {
            exportsFields: ['exports'],
            conditionNames: ['import', 'require', 'node', 'default', 'types'],
        },
    },
};
