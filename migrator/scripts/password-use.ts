import type { AnyNode, CallExpression } from 'acorn';
import { answersOf } from './callback-calls.ts';
import { isFunction, namesVariable, nodesIn, pathOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { findWrongPasswordProblem } from './scenario-checks.ts';
import { valuesOf } from './value-origins.ts';

const COMPARISON = /(^|\.)(compare|verify)$/;
/** Modules whose comparison gives its result at once. */
const WITHOUT_PROMISES = /^(password-hash|unixcrypt)\./;
const MESSAGES = {
    unused: 'Login never looks at the password, so any password is right. Hold it against the hash that the source keeps.',
    promise: 'A promise is tested here in place of its result, so any password is right. Write `await` before it.',
    answer: 'A profile is called back here whatever the source says of the password. Look at its answer first, and call back WrongUsernameOrPasswordError.',
    result: 'The result of the comparison is not looked at, so any password is right. Call back the profile only where it is true.',
};

/** Looks whether Login lets people in with whatever password. */
export function findPasswordProblems(script: ParsedScript): Problem[] {
    const { name, password, main } = script;
    if (name !== 'login' || password === undefined || answersOf(script).length === 0) return [];
    const problem = (why: keyof typeof MESSAGES, node: AnyNode): Problem => ({
        code: 'SCRIPT_PASSWORD_UNCHECKED',
        node,
        message: MESSAGES[why],
    });
    const isUsed = namesVariable(main.body, password) || namesVariable(main.body, 'arguments');
    if (!isUsed) return [problem('unused', main)];
    const found = nodesIn(script.program).flatMap((node): Problem[] => {
        if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
            const tested =
                node.test.type === 'UnaryExpression' && node.test.operator === '!' ? node.test.argument : node.test;
            const values = tested.type === 'Identifier' ? valuesOf(script, tested.name) : [tested];
            return values
                .filter((value) => isPromised(script, value, password))
                .map((value) => problem('promise', value));
        }
        if (node.type !== 'CallExpression' || !isComparison(node, password)) return [];
        const done = node.arguments.at(-1);
        if (done === undefined || !isFunction(done)) return [];
        const result = done.params[1];
        const isLookedAt = result?.type === 'Identifier' ? namesVariable(done.body, result.name) : result !== undefined;
        return isLookedAt ? [] : [problem('result', node)];
    });
    const other = found.length > 0 ? undefined : findWrongPasswordProblem(script);
    return other === undefined ? found : [problem('answer', other)];
}

function isComparison(node: AnyNode, password: string): node is CallExpression {
    return isGiven(node, password) && COMPARISON.test(pathOf(node.callee));
}

// A comparison by an async function of the script, or by a module that has promises.
function isPromised(script: ParsedScript, node: AnyNode, password: string): boolean {
    if (!isGiven(node, password)) return false;
    const own = script.flow.functionOf(node.callee);
    if (own !== undefined) return own.async;
    const isOfTwo = isComparison(node, password) && node.arguments.length === 2;
    return isOfTwo && !WITHOUT_PROMISES.test(script.flow.nameOf(node.callee));
}

function isGiven(node: AnyNode, password: string): node is CallExpression {
    return node.type === 'CallExpression' && node.arguments.some((argument) => namesVariable(argument, password));
}
