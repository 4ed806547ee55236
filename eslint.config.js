import pulumi from '@pulumi/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
    {
        ignores: [
            'node_modules',
            'dist',
            'coverage',
            'docs/api',
            'script-types',
            'test/migrator/scripts/cases',
            'test/**/scripts/*.js',
            'examples/*/scripts/*.js',
            '.rehearsal',
            '.local-pulumi',
            '.auth0-user-migration',
        ],
    },
    {
        files: ['**/*.ts'],
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { '@pulumi': pulumi },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            'no-console': 'error',
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
            '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
            // Auth0's and Pulumi's wire objects are records by nature; index access is already checked by the compiler.
            '@typescript-eslint/no-dynamic-delete': 'off',
        },
    },
    {
        // A command-line program and its scripts talk to a person; a test that skips says why.
        files: ['cli/**', 'local/**/cli/**', 'local/rehearsal/**', 'scripts/**', 'bench/**', 'test/**'],
        rules: { 'no-console': 'off' },
    },
    {
        files: ['test/**/*.ts'],
        rules: {
            // mocha's `it` takes a promise; fast-check's asserts are awaited where they are asynchronous.
            '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['describe', 'it'] }],
        },
    },
);
