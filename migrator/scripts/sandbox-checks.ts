import type { AnyNode } from 'acorn';
import { nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

/** Looks for what Auth0's sandbox does not have: an environment, other files. */
export function findSandboxProblems(script: ParsedScript): Problem[] {
    return nodesIn(script.program).flatMap(sandboxProblem);
}

function sandboxProblem(node: AnyNode): Problem[] {
    if (pathOf(node).startsWith('process.env')) {
        return [
            {
                code: 'SCRIPT_ENVIRONMENT',
                node,
                message:
                    "The sandbox has no environment of yours. Read `configuration.NAME`, and set it with the connection's `configuration`.",
            },
        ];
    }
    const [name] = node.type === 'CallExpression' && pathOf(node.callee) === 'require' ? node.arguments : [];
    if (name === undefined || !/^(\.|\/)/.test(textOf(name) ?? '')) return [];
    return [
        {
            code: 'SCRIPT_LOCAL_MODULE',
            node,
            message:
                'Auth0 has the text of this script and no other file. Write the functions into the script, or require a package that the sandbox has.',
        },
    ];
}
