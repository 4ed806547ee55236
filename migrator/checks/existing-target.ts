import type { Finding } from './finding.ts';

/** Says that a connection exists already which the program would create. */
export function existingTargetFinding(name: string, domain: string): Finding {
    return {
        code: 'TARGET_CONNECTION_EXISTS',
        level: 'warning',
        message:
            `${domain} already has a connection ${name}, and this program would create another one: \`up\` would fail. Take it over ` +
            '(`DatabaseConnection.adopt`), only read it (`DatabaseConnection.existing`), or choose another name.',
    };
}
