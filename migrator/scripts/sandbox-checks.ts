import type { AnyNode } from 'acorn';
import { nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';

const REQUEST = /^(node:)?https?\.(get|request)$/;

/** Looks for what Auth0's sandbox does not have: an environment, other files. */
export function findSandboxProblems(script: ParsedScript): Problem[] {
    return [...nodesIn(script.program).flatMap(sandboxProblem), ...requestsWithoutListener(script)];
}

// Without a listener, the `error` of a request to a source that is away ends the sandbox.
function requestsWithoutListener(script: ParsedScript): Problem[] {
    const calls = nodesIn(script.program).filter((node) => node.type === 'CallExpression');
    if (calls.some(({ arguments: [event] }) => textOf(event) === 'error')) return [];
    return calls
        .filter(({ callee }) => /(^|\.)(get|request)$/.test(pathOf(callee)))
        .filter(({ callee }) => REQUEST.test(script.flow.nameOf(callee)))
        .map((node) => ({
            code: 'SCRIPT_NO_CALLBACK',
            node,
            message:
                "Nothing listens for this request's `error`, so a source that is away stops the script, and the callback is never called. Add `.on('error', callback)`.",
        }));
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
